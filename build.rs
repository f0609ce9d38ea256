//! The shipped rules are compiled into the library: a changed, new or deleted rule file builds it anew.

fn main() {
    println!("cargo::rerun-if-changed=rules");
}
