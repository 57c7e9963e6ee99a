namespace JustHungry.BackEnd.Tests.WebServices;

/// <summary>The documented answers of the two services.</summary>
internal static class Documented
{
    public static Reply PostcodesIo(string postcode, string latitude = "54.774", string longitude = "-1.5756") => Reply.Json($$"""
        {"status":200,"result":{"postcode":"{{postcode}}","quality":1,"eastings":427400,"northings":542400,"country":"England",
        "nhs_ha":"North East","longitude":{{longitude}},"latitude":{{latitude}},"european_electoral_region":"North East",
        "primary_care_trust":"County Durham","region":"North East","incode":"{{postcode[^3..]}}","outcode":"{{postcode[..^4]}}",
        "parish":"Durham","admin_district":"County Durham","admin_ward":"Elvet and Gilesgate","codes":{"admin_district":"E06000047"} } }
        """);

    public static Reply PostcodesIoUnknown => Reply.Json("""{"status":404,"error":"Postcode not found"}""", 404);

    public static Reply PostcodesIoInvalid => Reply.Json("""{"status":404,"error":"Invalid postcode"}""", 404);

    public static Reply PostcodesIoTerminated => Reply.Json("""
        {"status":404,"error":"Postcode not found","terminated":{"postcode":"DH1 3LE","year_terminated":1999,
        "month_terminated":6,"longitude":-1.57,"latitude":54.77}}
        """, 404);

    public static Reply GetTheData(
        string postcode,
        string type = "unit_postcode",
        string status = "live",
        string latitude = "\"54.774500\"") => Reply.Json($$"""
        {"status":"match","match_type":"{{type}}","input":"{{postcode}}","data":{"postcode":"{{postcode}}","status":"{{status}}",
        "usertype":"small","easting":427400,"northing":542400,"positional_quality_indicator":1,"country":"England",
        "latitude":{{latitude}},"longitude":"-1.575600","postcode_no_space":"DH13LE","postcode_area":"DH"},
        "copyright":["Contains OS data (c) Crown copyright and database right"]}
        """);

    public static Reply GetTheDataNoMatch => Reply.Json("""{"status":"no_match","match_type":null,"input":"DH1 3LE"}""");
}
