//! Closed lists of words: an enum, the words that name its values in files and output, and the way back.

/// Declares an enum whose values are written as words; `default X` also makes `X` its default.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, default $default:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $crate::rules::words! { $(#[$doc])* $name { $($variant = $word),+ } }

        impl Default for $name {
            fn default() -> Self {
                $name::$default
            }
        }
    };
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
        pub enum $name { $(#[serde(rename = $word)] #[doc = concat!("`", $word, "`")] $variant),+ }

        impl $name {
            /// Every value, in the order in which it is declared.
            #[allow(dead_code)] // not every list is offered on the command line
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as it stands in files and in output.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(crate) use words;
