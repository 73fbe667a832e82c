"""Names for places and schools that don't exist. Some carry letters beyond ASCII, as real registers do."""

PLACES = (
    "Alderwick", "Ashmouth", "Barrowdene", "Beckhaven", "Bramblecombe", "Brinmoor", "Caldermere", "Chalkford",
    "Coldharrow", "Dunmarsh", "Eastwold", "Elmstoke", "Fallowby", "Fernacre", "Garthwaite", "Hallowfield",
    "Harkness Vale", "Hollinbrook", "Ivelcombe", "Kestrel Bay", "Larkhampton", "Little Orrin", "Marlowe Green",
    "Netherquay", "Oakenshaw Vale", "Otterbourn End", "Pennywell", "Quarrendon", "Ravensmead", "Saltery",
    "Silverbeck", "Stonewold", "Thornacre", "Upper Tarn", "Wexmoor", "Whinfield", "Yarrowdale",
)  # fmt: skip
WORDS = (
    "Ash Grove", "Badger Hill", "Beacon", "Bluebell", "Bridgeside", "Canal Row", "Chestnut", "Clover Field",
    "Copper Beech", "Dovecote", "Elmtree", "Foxglove", "Gorse Lane", "Greenways", "Hawthorn", "Hazelwood",
    "Heron Park", "Kingfisher", "Larch Bank", "Lighthouse", "Maple Road", "Meadowbank", "Millpond", "Northgate",
    "Oak Lodge", "Orchard", "Parkside", "Pebble Beach", "Quarry Hill", "Riverside", "Rowan", "Sandpiper",
    "Skylark", "Springfield", "Sycamore", "The Brontë", "The Lindens", "Thistledown", "Waterside", "Willow Brook",
)  # fmt: skip
CHURCHES = (
    "All Saints'",
    "Holy Cross",
    "Saint Aldwyn’s",
    "Saint Brannoc's",
    "Saint Ita's",
    "Saint Zoë's",
    "St Osyth's",
)
STREETS = ("Church Lane", "Factory Road", "High Street", "Mill Lane", "New Road", "Park Avenue", "School Hill")
