using JustHungry.BackEnd.Store;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Refusals;

namespace JustHungry.BackEnd.Endpoints;

/// <summary>Reads of customers and of postcodes.</summary>
internal static class PeopleReads
{
    /// <summary>Who the caller is.</summary>
    public static ReadAnswer Me(StoredCustomer caller) => ReadAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("id"u8, caller.Customer.Id);
        json.WriteString("name"u8, caller.Customer.Name);
        json.WriteString("postcode"u8, caller.Customer.Postcode);
        json.WriteEndObject();
    });

    /// <summary>Where a postcode lies.</summary>
    public static ReadAnswer Postcode(Postcode postcode, PostcodeLookup lookup)
    {
        if (!lookup.Exists)
        {
            return UnknownPostcode(postcode);
        }

        return ReadAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("postcode"u8, postcode.ToString());
            if (lookup.Place is { Latitude: { } latitude, Longitude: { } longitude })
            {
                json.WriteNumber("latitude"u8, latitude);
                json.WriteNumber("longitude"u8, longitude);
            }
            else
            {
                json.WriteNull("latitude"u8);
                json.WriteNull("longitude"u8);
            }

            json.WriteString("source"u8, lookup.Place?.Source ?? "none");
            json.WriteBoolean("approximate"u8, lookup.Place?.Approximate ?? false);
            json.WriteEndObject();
        });
    }

    /// <summary>The refusal of a postcode that a service says there is not.</summary>
    public static Refusal UnknownPostcode(Postcode postcode) =>
        new(Reason.PostcodeNotFound, $"There is no postcode {postcode}: please check how it is written.");

    /// <summary>The refusal of what is no postcode.</summary>
    public static Refusal MalformedPostcode(string problem) =>
        Refusal.Of([new Fault("postcode", Reason.PostcodeMalformed, problem)]);
}
