using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;

namespace JustHungry.Client.Commands;

/// <summary>What can be said of an order beside its dishes, as options; what is not said is left out of the body.</summary>
internal sealed record BasketOptions
{
    private readonly Option<bool> collection = new("--collection") { Description = "It is collected, not delivered." };
    private readonly Option<string?> postcode = new("--postcode") { Description = "Deliver there. Default: your own.", HelpName = "POSTCODE" };
    private readonly Option<string[]> address = new("--address") { Description = "A line of the address; repeat it.", HelpName = "LINE" };
    private readonly Option<string?> phone = new("--phone") { Description = "To be reached at, with --address.", HelpName = "PHONE" };
    private readonly Option<string?> slot = new("--slot") { Description = "When the slot begins, as \"slots\" tells it.", HelpName = "TIME" };
    private readonly Option<string?> voucher = new("--voucher") { Description = "A voucher's code.", HelpName = "CODE" };
    private readonly Option<long?> tip = new("--tip") { Description = "In pence.", HelpName = "PENCE" };
    private readonly Option<bool> age = new("--age-confirmed") { Description = "You are 18 or more, and show it at the door." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[collection, postcode, address, phone, slot, voucher, tip, age])
        {
            command.Add(option);
        }
    }

    /// <summary>The body with what was said in it.</summary>
    public byte[] Into(Run run, byte[] body)
    {
        var parsed = run.Parsed;
        var said = new JsonObject();
        if (parsed.GetValue(collection))
        {
            said["service"] = "collection";
        }

        if (parsed.GetValue(address) is { Length: > 0 } lines)
        {
            said["address"] = new JsonObject { ["lines"] = new JsonArray([.. lines.Select(line => JsonValue.Create(line))]) };
            if (parsed.GetValue(phone) is { } number)
            {
                said["address"]!["phone"] = number;
            }
        }

        foreach (var (name, value) in (ReadOnlySpan<(string, string?)>)
            [("postcode", parsed.GetValue(postcode)), ("time", parsed.GetValue(slot)), ("voucher", parsed.GetValue(voucher))])
        {
            if (value is not null)
            {
                said[name] = value;
            }
        }

        if (parsed.GetValue(tip) is { } pence)
        {
            said["tip"] = pence;
        }

        if (parsed.GetValue(age))
        {
            said["ageConfirmed"] = true;
        }

        return Ordering.BasketBody.With(body, said);
    }
}
