"""Words that announce a person, a place or neither, in English and Spanish first. All folded."""

from bot.privacy.scrub.wordset import words

TITLES = words(
    "mr mrs ms mx mister miss dr don dona senor senora senorita sr sra srta padre father fr pastor pastora "
    "reverend rev imam sheikh shaykh sheik rabbi deacon diacono bishop obispo hermana hermano sor monsenor "
    "monsignor ustad doctor doctora judge juez jueza lic licenciado licenciada ing ingeniero prof "
    "professor profe profesor profesora maestro maestra tia tio tias aunt auntie tita uncle grandma "
    "grandpa abuela abuelo abuelita abuelito nana comadre compadre macalin eedo abti nyab pog yawg niam "
    "txiv tis ong ba chi anh bac co chu senator councilmember councilwoman councilman mayor alcalde "
    "concejal"
)
"""Titles that go with the name: a parish has one padre, a class one maestra."""
RANKS = words(
    "officer agent agente oficial sgt sergeant sargento lt lieutenant capt captain capitan cpl corporal "
    "deputy sheriff detective inspector"
)
"""Titles that say what was seen, and stay."""
HONORIFICS = TITLES | RANKS
"""Before a name; what follows is taken even if it is an everyday word that is a surname too."""

COLORS = words("white black brown green gray grey gold silver blanco blanca rojo rosa moreno morena verde negro rubio")
"""Surnames of many, and the first thing said of a car."""
KIN = words(
    "neighbor neighbour neighbors vecino vecina friend friends amigo amiga cousin primo prima brother "
    "sister mother father mom dad mama papa son daughter hijo hija wife husband esposo esposa nephew niece "
    "sobrino sobrina suegra suegro cunado cunada novio novia boyfriend girlfriend partner fiance boss "
    "patron jefe jefa landlord landlady owner dueno duena manager gerente supervisor coworker roommate "
    "classmate student estudiante alumno alumna teacher coach entrenador principal nurse enfermera lawyer "
    "abogado abogada attorney driver chofer barber companero companera bro sis grandson granddaughter "
    "nieto nieta ahijado ahijada madrina padrino kid worker trabajador employee empleado client cliente "
    "tenant inquilino maid nanny babysitter ninera activist organizer observer volunteer reporter victim "
    "victima homie buddy compa walaalkay walaashay saaxiibkay saaxiibtay hooyo"
)
"""Before a name, too, but just as often before a verb: an everyday word after them is none."""

NAMED = frozenset(
    {
        *(("name", word) for word in words("is s was are tag waa")),
        *(("names", word) for word in words("is are s")),
        *(("nametag", word) for word in words("says reads said")),
        *(("tag", word) for word in words("says reads said")),
        *(("first", word) for word in words("name")),
        *(("last", word) for word in words("name")),
        *(("full", word) for word in words("name")),
        *(("nombre", word) for word in words("es era completo de")),
        *(("me", word) for word in words("llamo llaman dicen")),
        *(("se", word) for word in words("llama llaman llamaba apellida")),
        *(("le", word) for word in words("dicen llaman decimos llamamos")),
        *(("goes", word) for word in words("by")),
        *(("call", word) for word in words("me him her")),
        *(("calls", word) for word in words("me him her")),
        *(("called", word) for word in words("himself herself")),
        *(("known", word) for word in words("as")),
        *(("magacaygu", word) for word in words("waa")),
        *(("magaciisu", word) for word in words("waa")),
        *(("magaceedu", word) for word in words("waa")),
        *(("npe", word) for word in words("yog hu")),
        *(("hu", word) for word in words("ua")),
        *(("toi", word) for word in words("ten")),
        *(("ten", word) for word in words("la toi")),
    }
)
"""After these two words, whatever is not a function word is a name."""
NAMED_ALONE = words("named name nombre llamado llamada llamados apellido surname apodo nickname alias aka fulano")

ADDRESSED = words(
    "tell told ask asked asking call called calling text texted texting contact message messaged dm dile "
    "diles decile llama llame llamen llamar avisa avise avisen avisale preguntale pregunta hi hello hey "
    "hola oye thank thanks gracias dear querido querida estimado estimada cc attn attention miss wake pray "
    "oren recen free"
)
TAKEN = words(
    "took taken take arrested arrest detained detain grabbed kidnapped abducted deported handcuffed cuffed "
    "snatched released targeting chasing chased beat tackled tased shot questioning questioned harassing "
    "llevaron llevan llevo llevando detuvieron detienen arrestaron arrestan agarraron agarran deportaron "
    "secuestraron esposaron buscan buscaban buscando soltaron persiguen golpearon interrogan looking"
)
"""Verbs whose object is a person."""
CUE_FILLER = words("for a to por con al")

SPEECH = words(
    "says said told saw sees thinks heard called texted messaged reported reports confirmed knows lives "
    "works dice dijo vio mira cuenta conto llamo aviso escribio oyo sabe vive trabaja reporto confirmo "
    "tells warned warns noticed filmed recorded witnessed spotted grabo filmo"
)
"""A word that nobody knows right before one of these is a person."""
POSSESSED = words(
    "house home apartment apt place car truck van mom mother dad father wife husband brother sister kid "
    "kids son daughter family phone iphone ipad work job boss friend cousin school class room yard porch "
    "door number"
)
"""After "x's": what only a person has."""
OWNED = words("casa mama papa familia hijo hija hijos esposa esposo hermano hermana carro house wife mother father")
"""Before "de x" or "of x"."""

PARTICLES = words(
    "de la del las los da dos das di van von der den ter bin bint ibn al el abu bte st san santa mc mac le"
)
SUFFIXES = words("jr sr ii iii iv")

FUNCTION = words(
    "the a an and or but if of to in on at by for from with near is are was were be been being am has have "
    "had do does did will would can could should may might must shall not no yes it its he she they them "
    "his her their we us our you your my me i this that these those there here what who when where why how "
    "which just now then so as than too very also still again only all any some more most up down out off "
    "over under into onto about after before during while until got get gets getting go goes going gone "
    "went come comes came coming take takes took taken say says said saw see sees seen told tell tells ask "
    "asked call called know knows think thinks want wants need needs let lets look looks looking like make "
    "makes made put try keep stop stopped work works worked live lives lived leave left right back next "
    "other another both each every same own new old good bad because cause ok okay please pls thanks thank "
    "yeah yep nope lol omg rn asap across along around through via per el la los las un una unos unas y o "
    "u e pero si de del al en con por para sin sobre entre hasta desde hacia es son era fue eran fueron "
    "ser estar esta estan estaba estaban hay habia ha han he hemos tiene tienen tengo se te le les lo nos "
    "mi mis tu tus su sus nuestro nuestra este estas estos ese esa eso esos esas aquel aquella que quien "
    "cual cuando donde como porque ya muy mas menos tambien solo todo toda todos todas otro otra otros "
    "otras algo alguien nada nadie ahi aqui alla aca dice dicen dijo dijeron vio vieron veo va van voy "
    "vamos viene vienen vino estoy soy eres somos cuidado gracias hola favor"
)

PLACE_BEFORE = words("on corner esquina en entre between off along calle avenida av bulevar cross x intersection")
"""Right after these even a first name is a street's."""
PLACE_NEAR = PLACE_BEFORE | words(
    "at near by past toward towards outside behind inside in around cerca sobre frente afuera rumbo hacia "
    "enfrente passing nearby block cuadra northbound southbound eastbound westbound nb sb eb wb"
)
"""Right after these a lone surname is a street's or a shop's."""
PLACE_FILLER = words("de of a la el the")
CROSSING = words("and y con x at n e")
LISTING = words("and y e con with or o")
PLACE_AFTER = words(
    "market mercado school escuela elementary middle high park parque church iglesia clinic clinica "
    "hospital library biblioteca center centre centro plaza mall store tienda shop restaurant restaurante "
    "taqueria bakery panaderia cafe bar gym hall court station bridge college university neighborhood "
    "barrio apartments towers tower building pharmacy farmacia mosque temple area corridor exit ramp block "
    "lot foods food grill deli pizza auto tire motors inn hotel motel arena stadium"
)
SAINTS = words("san santa santo saint")
"""A first name after these is a parish, a school or a town."""
PLACE_LEAD = words(
    "escuela iglesia mercado tienda panaderia taqueria clinica parque plaza restaurante farmacia colegio "
    "hospital biblioteca edificio barrio colonia mezquita capilla parroquia supermercado carniceria "
    "lavanderia"
)
"""Spanish names a place by its kind first: "escuela Andersen"."""

NAMESAKES = frozenset(
    tuple(pair.split("."))
    for pair in words(
        "cesar.chavez martin.luther luther.king malcolm.x rosa.parks harriet.tubman frederick.douglass "
        "benito.juarez emiliano.zapata simon.bolivar jose.marti dolores.huerta diego.rivera roberto.clemente "
        "pancho.villa miguel.hidalgo george.floyd jackie.robinson john.lewis chi.minh george.washington "
        "abraham.lincoln thomas.jefferson nelson.mandela thurgood.marshall paul.wellstone hubert.humphrey"
    )
)
"""Public figures that streets everywhere are named after: together the two words are no neighbor."""
