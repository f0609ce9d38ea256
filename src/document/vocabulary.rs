//! The words that short lines are told by: months, roles, agencies, time zones and so on, in six languages.
//!
//! Words are in lower case without accents, unless said otherwise. One table answers for all lists.

use std::sync::LazyLock;

/// What lists a word stands on: a bit for each list, and the month in the last four bits.
type Classes = u32;

/// Bits that the month is shifted by.
const MONTH: u32 = 28;

/// The month, 1 to 12, that the word names.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(classes(word) >> MONTH).filter(|month| *month > 0)
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $bit:literal,)*) => {
        $($(#[$doc])* pub(super) fn $name(word: &str) -> bool { classes(word) & (1 << $bit) != 0 })*
    };
}

lists! {
    /// Whether the word stands in names of places, papers, headings and sentences, but hardly in a person's name.
    is_common = 0,
    /// Whether the word begins prompts, menus and labels rather than names of outlets.
    begins_prompt = 1,
    /// Whether the word may stand within a person's name in lower case.
    is_particle = 2,
    /// Whether the word may stand within the name of an outlet in lower case.
    is_joint = 3,
    /// Whether the word is what people who write for a living are called.
    is_role = 4,
    /// Whether the word names who signs articles in place of a person.
    is_desk = 5,
    /// Whether the word is, or is part of, the name of a news or picture agency.
    is_agency = 6,
    /// Whether the word signs articles all by itself.
    is_wire = 7,
    /// Whether the word names a day of the week.
    is_weekday = 8,
    /// Whether the word says which date it is: "published", "updated" and their like.
    is_lead = 9,
    /// Whether the word stands around dates without changing them.
    is_filler = 10,
    /// Whether the word names a time zone.
    is_zone = 11,
    /// Whether the word is a number, or stands for one, before a unit of time.
    is_amount = 12,
    /// Whether the word is a unit of time.
    is_unit = 13,
    /// Whether the word (as written) begins sentences far more often than it goes on a name.
    is_starter = 14,
    /// Whether the word (as written) is an abbreviation after which something always follows.
    is_title = 15,
    /// Whether the word (as written) is an abbreviation when a number follows.
    is_number_abbreviation = 16,
    /// Whether the word (as written) is an abbreviation that may also end a sentence.
    is_closing_abbreviation = 17,
}

/// The lists, each with the bits that its words get.
const LISTS: &[(Classes, &str)] = &[
    // is_common
    (
        1 << 0,
        "the a an and or but of in on at to for from with by as is are was were be been has \
     have had this that these those it its he she they we you i me my your our his her \
     their us not no yes if so all any more most less how why what when where who which can \
     could should would will do does did get gets go goes make makes says said show see \
     view click watch listen read share follow sign subscribe log login register join \
     search skip back next previous continue about after before over under into out up down \
     off here there new old big great good top first last full free live breaking latest \
     trending popular related recommended sponsored promoted exclusive featured special \
     best editors picks news newsletter newsletters daily weekly monthly times herald \
     tribune gazette journal magazine press today tv radio media network online digital \
     video videos photo photos image images gallery podcast podcasts story stories article \
     articles topics topic section sections archive archives comments comment advertisement \
     advertising ad ads contact privacy policy terms conditions cookie cookies settings \
     rights reserved copyright home sport sports business politics world opinion \
     entertainment lifestyle culture technology tech science health money market markets \
     finance economy travel food weather education environment climate security energy jobs \
     cars menu report reports update updates review reviews guide tips week month year \
     years day days monday tuesday wednesday thursday friday saturday sunday january \
     february march july september october november december street avenue road university \
     college school institute hospital city county state north south east west northern \
     southern eastern western united states kingdom union national international global \
     american british european office department ministry government council committee \
     party group company bank trust foundation society association center centre club inc \
     ltd llc corp plc gmbh team desk staff board service services design default demand \
     chance accident invitation law order numbers way far contrast comparison definition \
     nature night noon midnight morning evening war der die das und ein eine mehr zum zur \
     nach bis anzeige werbung les des une pour avec sur plus los las una para con mas mais \
     com per che noticias nachrichten actualites notizie",
    ),
    // begins_prompt
    (
        1 << 1,
        "read sign log login logout subscribe share follow show see view click watch listen \
     related recommended most more advertisement advertising comments comment photo photos \
     image video videos search menu skip back next previous continue contact about terms \
     privacy cookie cookies copyright also up load loading close open print email save copy \
     edit reply report register join get download install buy shop donate support sponsored \
     promoted paid partner by published updated posted topics tags tag filed source sources \
     credit what why how who when where you your please thank thanks trending popular \
     latest anzeige werbung mehr lesen teilen lire voir partager publicite leer ver \
     compartir publicidad leia veja compartilhar publicidade leggi condividi pubblicita",
    ),
    // is_particle
    (
        1 << 2 | 1 << 3,
        "de van von der den la da das bin bint ibn al el di du dos do le ter ten del della zu \
     af av y e dal ben st des o",
    ),
    // is_joint
    (1 << 3, "of the and for in on to at und die das im am il les et a"),
    // is_role
    (
        1 << 4 | 1 << 5,
        "correspondent reporter editor writer columnist contributor journalist analyst producer \
     presenter critic blogger photographer intern freelancer strategist columnists \
     reporters writers editors correspondents contributors staff bureau newsroom redakteur \
     redakteurin korrespondent korrespondentin reporterin autor autorin journalistin \
     redacteur redactrice journaliste correspondant correspondante redactor redactora \
     periodista corresponsal redator redatora jornalista correspondente giornalista \
     corrispondente redattore",
    ),
    // is_desk
    (1 << 5, "desk team board press agency agencies redaktion redaction redaccion redacao redazione"),
    // is_agency
    (
        1 << 6,
        "reuters afp ap dpa epa efe upi pti ani ians ansa lusa xinhua tass getty gettyimages \
     shutterstock alamy istock istockphoto unsplash pexels pixabay flickr wikimedia \
     bloomberg zuma nurphoto anadolu sipa imago lapresse depositphotos dreamstime \
     adobestock handout keystone afpgetty wireimage filmmagic rex zumapress",
    ),
    // is_wire
    (
        1 << 7,
        "reuters afp ap dpa epa efe upi pti ani ians ansa lusa xinhua tass bloomberg admin \
     newsroom redaktion redaccion redazione redacao",
    ),
    // is_weekday
    (
        1 << 8,
        "monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs friday fri \
     saturday sat sunday sun montag mo dienstag di mittwoch mi donnerstag do freitag fr \
     samstag sonnabend sonntag so sa lundi mardi mercredi jeudi vendredi samedi dimanche \
     lun mer jeu ven sam dim lunes martes miercoles jueves viernes sabado domingo mie jue \
     vie sab dom segunda terca quarta quinta sexta feira seg ter qua qui sex lunedi martedi \
     mercoledi giovedi venerdi sabato domenica gio",
    ),
    // is_lead
    (
        1 << 9,
        "published publication updated update posted modified edited created released revised \
     printed issued filed uploaded added date embargoed embargo veroffentlicht aktualisiert \
     erstellt stand geandert datum erschienen publie publiee modifie actualise jour mis \
     mise publicado publicada actualizado actualizada actualizacion fecha creado atualizado \
     atualizada atualizacao data pubblicato pubblicata aggiornato aggiornata aggiornamento",
    ),
    // is_filler
    (
        1 << 10,
        "on at of the for release until first last originally article story st nd rd th time \
     local and hours hrs oclock am um den der vom zuletzt uhr letzte ab le la a er derniere \
     heures de du el del las los ultima ultimo horas hora hs em as o do il alle ore ora dia",
    ),
    // is_zone
    (
        1 << 11,
        "gmt utc z et est edt pt pst pdt ct cst cdt mt mst mdt bst cet cest mez mesz aest aedt \
     acst awst ist msk jst hkt sgt kst eat wat sast pkt nzst nzdt wib eet eest eastern \
     pacific central mountain standard daylight brt art",
    ),
    // is_amount
    (
        1 << 12,
        "a an one two three four five six seven eight nine ten few couple several einer einem \
     ein eine zwei drei wenigen einigen un une una unos unas um uma uno quelques",
    ),
    // is_unit
    (
        1 << 13,
        "second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks \
     wk wks month months year years yr yrs moment moments s m h d w mo mos y sekunde \
     sekunden sek minuten stunde stunden std tag tage tagen woche wochen monat monate \
     monaten jahr jahre jahren seconde secondes heure heures jour jours semaine semaines \
     mois an ans annee annees segundo segundos minuto minutos hora horas dia dias semana \
     semanas mes meses ano anos secondo secondi minuti ora ore giorno giorni settimana \
     settimane mese mesi anno anni",
    ),
    // is_starter
    (
        1 << 14,
        "The A An He She It They We You I This That These Those There But And So Or Yet In On \
     At By For From With To Of As If When While After Before Since Until However Although \
     Though Because His Her Its Their Our My Your What Who Why How Where Which No Not Now \
     Then Some Many Most More All Both Each One Two Three Last Meanwhile Still Also \
     According Police Officials Click Read Sign Follow Subscribe Share Der Die Das Ein Eine \
     Er Sie Es Wir Le La Les Il Elle El Los Las En Un Una O Os Lo Gli Nel",
    ),
    // is_title
    (
        1 << 15,
        "Mr Mrs Ms Dr Prof Rev Gen Sen Rep Gov Lt Col Sgt Capt Cpl Maj Cmdr Adm Hon Pres Supt \
     Insp St Ste Mt vs cf Cf bzw ca approx Sr Sra Srta Mme Mlle MM Sig Dott Avv Ing Hr Fr \
     Dipl Messrs Fig Ph eg ie viz al",
    ),
    // is_number_abbreviation
    (
        1 << 16,
        "No no Nos Nr pp Vol vol Art art Abs Sec Jan Feb Aug Sept Sep Oct Nov Dec Núm núm Ch \
     fig",
    ),
    // is_closing_abbreviation
    (
        1 << 17,
        "Inc Ltd Co Corp Jr Bros LLC Ave Blvd Rd am pm usw etc Esq Dept Univ Calif Fla Pa Ga Va \
     Md Ill Minn Wis Mich Conn Ariz Colo Mo Tenn Tex Ind Wash Ore Okla Ala Miss Kan Neb Nev \
     Del Est",
    ),
    (1 << MONTH, "january jan januar janner jaenner janvier janv enero ene janeiro gennaio gen"),
    (2 << MONTH, "february feb febr februar feber fevrier fevr fev febrero fevereiro febbraio febb"),
    (3 << MONTH, "march mar marz maerz mrz mars marzo marco"),
    (4 << MONTH, "april apr avril avr abril abr aprile"),
    (5 << MONTH, "may mai mayo maio maggio mag"),
    (6 << MONTH, "june jun juni juin junio junho giugno giu"),
    (7 << MONTH, "july jul juli juillet juil julio julho luglio lug"),
    (8 << MONTH, "august aug aout agosto ago"),
    (9 << MONTH, "september sep sept septembre septiembre setiembre setembro settembre set sett"),
    (10 << MONTH, "october oct oktober okt octobre octubre outubro out ottobre ott"),
    (11 << MONTH, "november nov novembre noviembre novembro"),
    (12 << MONTH, "december dec dezember dez decembre diciembre dic dezembro dicembre"),
];

/// Longest word of the lists, in bytes.
const LONGEST: usize = 16;

/// A hash table of the words: a power of two slots, more than twice as many as words.
struct Table {
    slots: Vec<(&'static str, Classes)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { slots: vec![("", 0); 4096] };
    for (classes, words) in LISTS {
        for word in words.split_whitespace() {
            let at = table.slot(word);
            if let Some(slot) = table.slots.get_mut(at) {
                *slot = (word, slot.1 | classes);
            }
        }
    }
    table
});

impl Table {
    /// The slot of that word, or the empty one it would have.
    fn slot(&self, word: &str) -> usize {
        let start = word
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mask = self.slots.len() - 1;
        let mut at = (start ^ (start >> 32)) as usize & mask;
        while self.slots.get(at).is_some_and(|(held, _)| !held.is_empty() && *held != word) {
            at = (at + 1) & mask;
        }
        at
    }
}

fn classes(word: &str) -> Classes {
    if word.is_empty() || word.len() > LONGEST {
        return 0;
    }
    TABLE.slots.get(TABLE.slot(word)).map_or(0, |(_, classes)| *classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_words_the_table_can_hold() {
        let words = || LISTS.iter().flat_map(|(_, words)| words.split_whitespace());
        assert!(words().count() * 2 < TABLE.slots.len());
        assert!(words().all(|word| word.len() <= LONGEST));
        for (classes_of_list, words) in LISTS {
            for word in words.split_whitespace() {
                assert_eq!(classes(word) & classes_of_list, *classes_of_list, "{word}");
            }
        }
    }

    #[test]
    fn words_stand_on_their_lists() {
        assert_eq!((month("mars"), month("dezember"), month("monday")), (Some(3), Some(12), None));
        assert!(is_role("reporter") && is_desk("reporter") && !is_role("desk"));
        assert!(is_particle("von") && is_joint("von") && !is_common("kestrel"));
        assert!(is_title("Dr") && !is_title("dr") && is_starter("The") && !is_common(""));
    }
}
