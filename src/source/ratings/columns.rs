//! Lists in columns: a CSV with a mapping, and the two published ones whose mapping is known.

use csv::ByteRecord;

use super::super::date::PartialDate;
use super::error::{RatingError, excerpt};
use super::format::{ListFormat, RatingSource, Scale};
use super::list::{Draft, Row};

/// Which column means what, by place.
struct Mapping {
    host: usize,
    value: Option<(usize, String)>,
    label: Option<(usize, String)>,
    date: Option<(usize, String)>,
    scale: Scale,
    unrated: Vec<String>,
}

pub(crate) fn read(
    source: &RatingSource,
    format: ListFormat,
    bytes: &[u8],
    draft: &mut Draft,
) -> Result<(), RatingError> {
    let source = &known(source, format);
    draft.name = match format {
        ListFormat::Pc1 => Some("Domain quality (pc1)".to_owned()),
        ListFormat::Cred1 => Some("CRED-1".to_owned()),
        _ => None,
    };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator(source)?).flexible(true).from_reader(bytes);
    let header = reader.byte_headers().map(columns_of).map_err(|error| {
        RatingError::new(&source.file, format!("cannot read the header: {error}"), "save the list as CSV with a header")
    })?;
    let mapping = Mapping::new(source, &header)?;
    let mut record = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                draft.leave_out(line, error.to_string());
                if error.is_io_error() {
                    return Ok(());
                }
                continue;
            }
        }
        let line = record.position().map_or(0, csv::Position::line);
        match mapping.row(&record, header.len(), line) {
            Ok(row) => draft.add(row),
            Err(what) => draft.leave_out(line, what),
        }
    }
}

/// The mapping of the published lists, which the user may still change.
fn known(source: &RatingSource, format: ListFormat) -> RatingSource {
    let (value, label, unrated) = match format {
        ListFormat::Pc1 => ("pc1", None, None),
        ListFormat::Cred1 => ("credibility_score", Some("category"), Some("satire")),
        _ => return source.clone(),
    };
    let mut source = source.clone();
    source.host_column.get_or_insert_with(|| "domain".to_owned());
    source.value_column.get_or_insert_with(|| value.to_owned());
    source.label_column = source.label_column.or(label.map(str::to_owned));
    if source.unrated.is_empty() {
        source.unrated.extend(unrated.map(str::to_owned));
    }
    source
}

fn separator(source: &RatingSource) -> Result<u8, RatingError> {
    let separator = source.separator.unwrap_or(',');
    match u8::try_from(separator) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(byte),
        _ => Err(RatingError::new(
            &source.file,
            format!("{separator:?} cannot separate columns"),
            "use one ASCII character, such as \",\", \";\" or \"\\t\"",
        )),
    }
}

fn columns_of(record: &ByteRecord) -> Vec<String> {
    record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect()
}

impl Mapping {
    fn new(source: &RatingSource, header: &[String]) -> Result<Mapping, RatingError> {
        let shown = || excerpt(&header.join(", "));
        let place = |key: &str, name: &str| {
            header.iter().position(|column| column == name).ok_or_else(|| {
                let near = crate::rules::nearest(name, header.iter().map(String::as_str));
                let remedy = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its columns are {}", shown()),
                };
                RatingError::new(&source.file, format!("{key}: the list has no column `{name}`"), remedy).at(1)
            })
        };
        let optional = |key: &str, name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => Ok(Some((place(key, name)?, name.clone()))),
        };
        let Some(host) = &source.host_column else {
            let remedy = format!("say in [[ratings]] which of its columns it is: {}", shown());
            return Err(RatingError::new(&source.file, "host_column is not given", remedy));
        };
        let mapping = Mapping {
            host: place("host_column", host)?,
            value: optional("value_column", &source.value_column)?,
            label: optional("label_column", &source.label_column)?,
            date: optional("date_column", &source.date_column)?,
            scale: source.scale.clone().unwrap_or_default(),
            unrated: source.unrated.clone(),
        };
        if mapping.value.is_none() && mapping.label.is_none() {
            let remedy = format!("say in [[ratings]] which of its columns it is: {}", shown());
            return Err(RatingError::new(&source.file, "neither value_column nor label_column is given", remedy));
        }
        match mapping.scale.check() {
            Ok(()) => Ok(mapping),
            Err(what) => {
                let remedy = "write scale = [WORST, BEST] or scale = { word = 0.8, other = 0.2 }";
                Err(RatingError::new(&source.file, what, remedy))
            }
        }
    }

    fn row(&self, record: &ByteRecord, columns: usize, line: u64) -> Result<Row, String> {
        let field = |place: usize| field(record, place, columns);
        let of = |column: &Option<(usize, String)>| column.as_ref().map(|(place, _)| field(*place)).transpose();
        let (host, value, label, date) = (field(self.host)?, of(&self.value)?, of(&self.label)?, of(&self.date)?);
        let date = match date {
            None | Some("") => None,
            Some(text) => Some(text.parse::<PartialDate>().map_err(|error| error.to_string())?),
        };
        let named = [(&self.value, value), (&self.label, label)];
        let parts = named.iter().filter_map(|(column, field)| {
            let (_, name) = column.as_ref()?;
            field.filter(|field| !field.is_empty()).map(|field| format!("{name}: {field}"))
        });
        let entry = parts.collect::<Vec<_>>().join("; ");
        let unrated = label.is_some_and(|label| self.unrated.iter().any(|word| word == label));
        let value = match (&self.value, value) {
            (Some((_, column)), Some(grade)) if !unrated => Some(self.scale.value(grade, column)?),
            _ => None,
        };
        let label = label.filter(|label| !label.is_empty()).map(str::to_owned);
        Ok(Row { host: host.to_owned(), entry, label, value, date, line })
    }
}

fn field(record: &ByteRecord, place: usize, columns: usize) -> Result<&str, String> {
    match record.get(place) {
        None => Err(format!("{} columns, where the header has {columns}", record.len())),
        Some(field) => std::str::from_utf8(field).map(str::trim).map_err(|_| "not UTF-8".to_owned()),
    }
}
