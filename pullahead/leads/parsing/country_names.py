"""Names and codes of countries, as people write them in lists.

One line a country: ISO 3166 with two and with three letters, then names. Names are in English,
Spanish, Portuguese, German and French, in small letters without accents and signs, "/" between
them.
"""

from __future__ import annotations

from typing import Final

_COUNTRIES: Final = """
AD AND andorra/andorre
AE ARE united arab emirates/uae/emirates/emiratos arabes unidos/emirados arabes unidos/vereinigte arabische emirate/vae/emirats arabes unis/dubai
AF AFG afghanistan/afganistan/afeganistao
AG ATG antigua and barbuda/antigua y barbuda/antigua e barbuda/antigua und barbuda/antigua et barbuda
AI AIA anguilla/anguila
AL ALB albania/albanien/albanie
AM ARM armenia/armenien/armenie
AO AGO angola
AR ARG argentina/argentinien/argentine
AS ASM american samoa/samoa americana/amerikanisch samoa/samoa americaines
AT AUT austria/osterreich/oesterreich/autriche
AU AUS australia/australien/australie
AW ABW aruba
AX ALA aland islands/aland
AZ AZE azerbaijan/azerbaiyan/azerbaijao/aserbaidschan/azerbaidjan
BA BIH bosnia and herzegovina/bosnia/bosnia y herzegovina/bosnia e herzegovina/bosnien und herzegowina/bosnien/bosnie herzegovine/bosnia herzegovina
BB BRB barbados/barbade
BD BGD bangladesh/bangladesch
BE BEL belgium/belgica/belgien/belgique/belgie
BF BFA burkina faso
BG BGR bulgaria/bulgarien/bulgarie
BH BHR bahrain/barein/bahrein
BI BDI burundi
BJ BEN benin
BL BLM saint barthelemy/st barthelemy
BM BMU bermuda/bermudas/bermudes
BN BRN brunei/brunei darussalam
BO BOL bolivia/bolivien/bolivie
BQ BES bonaire/caribbean netherlands
BR BRA brazil/brasil/brasilien/bresil
BS BHS bahamas/the bahamas
BT BTN bhutan/butan/butao/bhoutan
BW BWA botswana/botsuana
BY BLR belarus/bielorrusia/belarussia/weissrussland/bielorussie/bielorrussia
BZ BLZ belize/belice
CA CAN canada/kanada
CC CCK cocos islands/cocos keeling islands
CD COD democratic republic of the congo/dr congo/drc/congo kinshasa/republica democratica del congo/republica democratica do congo/demokratische republik kongo/republique democratique du congo/rdc
CF CAF central african republic/republica centroafricana/republica centro africana/zentralafrikanische republik/republique centrafricaine
CG COG republic of the congo/congo brazzaville/congo/kongo
CH CHE switzerland/suiza/suica/schweiz/suisse/svizzera
CI CIV ivory coast/cote d ivoire/costa de marfil/costa do marfim/elfenbeinkuste
CK COK cook islands/islas cook/ilhas cook/cookinseln/iles cook
CL CHL chile/chili
CM CMR cameroon/camerun/camaroes/kamerun/cameroun
CN CHN china/chine/pr china/people s republic of china/mainland china
CO COL colombia/kolumbien/colombie
CR CRI costa rica
CU CUB cuba/kuba
CV CPV cape verde/cabo verde/kap verde/cap vert
CW CUW curacao
CX CXR christmas island
CY CYP cyprus/chipre/zypern/chypre
CZ CZE czech republic/czechia/chequia/republica checa/tchequia/republica tcheca/tschechien/tchequie/republique tcheque
DE DEU germany/alemania/alemanha/deutschland/allemagne/brd
DJ DJI djibouti/yibuti/djibuti/dschibuti
DK DNK denmark/dinamarca/danemark/danmark
DM DMA dominica/dominique
DO DOM dominican republic/republica dominicana/dominikanische republik/republique dominicaine
DZ DZA algeria/argelia/algerien/algerie
EC ECU ecuador/equador/equateur
EE EST estonia/estland/estonie
EG EGY egypt/egipto/egito/agypten/aegypten/egypte
EH ESH western sahara/sahara occidental/westsahara
ER ERI eritrea/eritreia/erythree
ES ESP spain/espana/espanha/spanien/espagne
ET ETH ethiopia/etiopia/athiopien/ethiopie
FI FIN finland/finlandia/finnland/finlande/suomi
FJ FJI fiji/fiyi/fidschi/fidji
FK FLK falkland islands/islas malvinas/ilhas malvinas/falklandinseln/iles malouines
FM FSM micronesia/mikronesien/micronesie
FO FRO faroe islands/islas feroe/ilhas faroe/faroer/iles feroe
FR FRA france/francia/franca/frankreich
GA GAB gabon/gabao/gabun
GB GBR united kingdom/uk/great britain/britain/england/scotland/wales/northern ireland/reino unido/gran bretana/gra bretanha/inglaterra/escocia/vereinigtes konigreich/grossbritannien/england und wales/royaume uni/grande bretagne/angleterre/u k/schottland/ecosse
GD GRD grenada/granada/grenade
GE GEO georgia republic/republic of georgia/georgien/georgie/sakartvelo
GF GUF french guiana/guayana francesa/guiana francesa/franzosisch guayana/guyane francaise/guyane
GG GGY guernsey/guernesey
GH GHA ghana/gana
GI GIB gibraltar
GL GRL greenland/groenlandia/gronlandia/gronland/groenland
GM GMB gambia/the gambia/gambie
GN GIN guinea/guine/guinee
GP GLP guadeloupe/guadalupe
GQ GNQ equatorial guinea/guinea ecuatorial/guine equatorial/aquatorialguinea/guinee equatoriale
GR GRC greece/grecia/griechenland/grece/hellas
GT GTM guatemala
GU GUM guam
GW GNB guinea bissau/guine bissau/guinee bissau
GY GUY guyana/guiana
HK HKG hong kong/hongkong/hong kong sar
HN HND honduras
HR HRV croatia/croacia/kroatien/croatie/hrvatska
HT HTI haiti
HU HUN hungary/hungria/ungarn/hongrie
ID IDN indonesia/indonesien/indonesie
IE IRL ireland/irlanda/irland/irlande/republic of ireland/eire
IL ISR israel
IM IMN isle of man/isla de man/ilha de man/ile de man
IN IND india/indien/inde/bharat
IO IOT british indian ocean territory
IQ IRQ iraq/irak/iraque
IR IRN iran
IS ISL iceland/islandia/island/islande
IT ITA italy/italia/italien/italie
JE JEY jersey channel islands/bailiwick of jersey
JM JAM jamaica/jamaika/jamaique
JO JOR jordan/jordania/jordanien/jordanie
JP JPN japan/japon/japao
KE KEN kenya/kenia/quenia
KG KGZ kyrgyzstan/kirguistan/quirguistao/kirgisistan/kirghizistan
KH KHM cambodia/camboya/camboja/kambodscha/cambodge
KI KIR kiribati
KM COM comoros/comoras/comores/komoren
KN KNA saint kitts and nevis/st kitts and nevis
KP PRK north korea/corea del norte/coreia do norte/nordkorea/coree du nord
KR KOR south korea/korea/republic of korea/corea del sur/coreia do sul/sudkorea/suedkorea/coree du sud/corea
KW KWT kuwait/koweit
KY CYM cayman islands/islas caiman/ilhas cayman/kaimaninseln/iles caimans
KZ KAZ kazakhstan/kazajistan/cazaquistao/kasachstan
LA LAO laos
LB LBN lebanon/libano/libanon/liban
LC LCA saint lucia/st lucia/santa lucia
LI LIE liechtenstein
LK LKA sri lanka
LR LBR liberia
LS LSO lesotho/lesoto
LT LTU lithuania/lituania/litauen/lituanie
LU LUX luxembourg/luxemburgo/luxemburg
LV LVA latvia/letonia/lettland/lettonie
LY LBY libya/libia/libyen/libye
MA MAR morocco/marruecos/marrocos/marokko/maroc
MC MCO monaco
MD MDA moldova/moldavia/moldau/moldavie
ME MNE montenegro
MF MAF saint martin/st martin
MG MDG madagascar/madagaskar
MH MHL marshall islands/islas marshall/ilhas marshall/marshallinseln/iles marshall
MK MKD north macedonia/macedonia/macedonia del norte/macedonia do norte/nordmazedonien/mazedonien/macedoine du nord/macedoine
ML MLI mali
MM MMR myanmar/burma/birmania/birmanie/mianmar
MN MNG mongolia/mongolei/mongolie
MO MAC macao/macau
MP MNP northern mariana islands
MQ MTQ martinique/martinica
MR MRT mauritania/mauretanien/mauritanie
MS MSR montserrat
MT MLT malta/malte
MU MUS mauritius/mauricio/mauricia/ile maurice/maurice
MV MDV maldives/maldivas/malediven
MW MWI malawi/malaui
MX MEX mexico/mejico/mexiko/mexique
MY MYS malaysia/malasia/malaisie
MZ MOZ mozambique/mocambique/mosambik
NA NAM namibia/namibie
NC NCL new caledonia/nueva caledonia/nova caledonia/neukaledonien/nouvelle caledonie
NE NER niger
NF NFK norfolk island
NG NGA nigeria
NI NIC nicaragua/nikaragua
NL NLD netherlands/the netherlands/holland/paises bajos/holanda/paises baixos/niederlande/pays bas/nederland
NO NOR norway/noruega/norwegen/norvege/norge
NP NPL nepal
NR NRU nauru
NU NIU niue
NZ NZL new zealand/nueva zelanda/nueva zelandia/nova zelandia/neuseeland/nouvelle zelande
OM OMN oman
PA PAN panama
PE PER peru/perou
PF PYF french polynesia/polinesia francesa/franzosisch polynesien/polynesie francaise
PG PNG papua new guinea/papua nueva guinea/papua nova guine/papua neuguinea/papouasie nouvelle guinee
PH PHL philippines/filipinas/philippinen/the philippines
PK PAK pakistan/paquistao
PL POL poland/polonia/polen/pologne/polska
PM SPM saint pierre and miquelon
PR PRI puerto rico/porto rico
PS PSE palestine/palestina/palastina/state of palestine
PT PRT portugal
PW PLW palau
PY PRY paraguay/paraguai
QA QAT qatar/catar/katar
RE REU reunion/la reunion
RO ROU romania/rumania/romenia/rumanien/roumanie
RS SRB serbia/servia/serbien/serbie
RU RUS russia/russian federation/rusia/russland/russie
RW RWA rwanda/ruanda
SA SAU saudi arabia/arabia saudita/arabia saudi/saudi arabien/arabie saoudite/ksa
SB SLB solomon islands
SC SYC seychelles/seychellen
SD SDN sudan/sudao/soudan
SE SWE sweden/suecia/schweden/suede/sverige
SG SGP singapore/singapur/singapura/singapour
SH SHN saint helena/st helena
SI SVN slovenia/eslovenia/slowenien/slovenie
SK SVK slovakia/eslovaquia/slowakei/slovaquie
SL SLE sierra leone/serra leoa
SM SMR san marino/saint marin
SN SEN senegal
SO SOM somalia/somalie
SR SUR suriname/surinam
SS SSD south sudan/sudan del sur/sudao do sul/sudsudan/soudan du sud
ST STP sao tome and principe/santo tome y principe/sao tome e principe
SV SLV el salvador/salvador
SX SXM sint maarten
SY SYR syria/siria/syrien/syrie
SZ SWZ eswatini/swaziland/suazilandia
TC TCA turks and caicos islands/turks and caicos
TD TCD chad/chade/tschad/tchad
TG TGO togo
TH THA thailand/tailandia/thailande
TJ TJK tajikistan/tayikistan/tajiquistao/tadschikistan/tadjikistan
TK TKL tokelau
TL TLS timor leste/east timor/osttimor
TM TKM turkmenistan/turquemenistao
TN TUN tunisia/tunez/tunesien/tunisie
TO TON tonga
TR TUR turkey/turkiye/turquia/turkei/tuerkei/turquie
TT TTO trinidad and tobago/trinidad y tobago/trinidad e tobago/trinidad und tobago/trinite et tobago/trinidad
TV TUV tuvalu
TW TWN taiwan
TZ TZA tanzania/tansania/tanzanie
UA UKR ukraine/ucrania
UG UGA uganda/ouganda
US USA united states/united states of america/the united states/u s a/u s/america/estados unidos/estados unidos de america/ee uu/eeuu/ee u u/e u a/eua/vereinigte staaten/vereinigte staaten von amerika/etats unis/etats unis d amerique/estados unidos da america
UY URY uruguay/uruguai
UZ UZB uzbekistan/usbequistao/usbekistan/ouzbekistan
VA VAT vatican/vatican city/vaticano/vatikan
VC VCT saint vincent and the grenadines/st vincent and the grenadines
VE VEN venezuela
VG VGB british virgin islands
VI VIR us virgin islands/u s virgin islands/virgin islands
VN VNM vietnam/viet nam
VU VUT vanuatu
WF WLF wallis and futuna/wallis et futuna
WS WSM samoa
XK XKX kosovo
YE YEM yemen/jemen/iemen
YT MYT mayotte
ZA ZAF south africa/sudafrica/africa do sul/sudafrika/suedafrika/afrique du sud/rsa
ZM ZMB zambia/sambia/zambie
ZW ZWE zimbabwe/zimbabue/simbabwe
"""  # noqa: E501


def _read() -> dict[str, str]:
    found: dict[str, str] = {"jersey": "JE", "georgia": "GE"}
    for line in _COUNTRIES.strip().splitlines():
        two, three, names = line.split(" ", 2)
        found |= dict.fromkeys((two.lower(), three.lower(), *names.split("/")), two)
    return found


COUNTRY_NAMES: Final[dict[str, str]] = _read()
"""Code or name, in small letters without accents → ISO 3166, two letters."""
