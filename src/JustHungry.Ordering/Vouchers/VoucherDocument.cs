using System.Text.Json;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using NodaTime;
using NodaTime.Text;

namespace JustHungry.Ordering.Vouchers;

/// <summary>Reads a voucher's document: all of it or, with every fault named by its path, nothing.</summary>
public static class VoucherDocument
{
    private const int MinCode = 3;
    private const int MaxCode = 32;
    private const int MaxName = 100;
    private const int MaxPence = 1_000_000;
    private const int MaxUses = 1_000_000_000;
    private const int MaxListed = 200;
    private const int EveryDay = 0b1111_1110;

    /// <summary>Reads a document that came from outside.</summary>
    public static Verdict<Voucher> Read(JsonElement document)
    {
        var faults = new DocumentReader();
        var voucher = faults.Object(document, "") is { } reader ? Read(reader) : null;
        if (faults.Faults.Count == 0 && voucher is not null)
        {
            return voucher;
        }

        return Refusal.Of([.. faults.Faults.Select(fault => fault with { Reason = Reason.VoucherInvalid })]);
    }

    /// <summary>Reads a document that was found good before it was kept.</summary>
    /// <exception cref="InvalidDataException">It is not good after all.</exception>
    public static Voucher Parse(ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        var verdict = Read(json.RootElement);
        return verdict.Happened ?? throw new InvalidDataException(
            $"A kept voucher has a fault: {verdict.Refusal!.Detail}");
    }

    private static Voucher Read(ObjectReader reader)
    {
        var kind = ReadKind(reader);
        var voucher = new Voucher
        {
            Code = ReadCode(reader),
            Name = reader.Text("name", MaxName),
            Kind = kind,
            Percent = kind == VoucherKind.Percent ? reader.Integer("percent", 1, 100) : 0,
            Amount = kind == VoucherKind.Fixed ? reader.Integer("amount", 1, MaxPence) : 0,
            Currency = reader.OptionalText("currency", 3) ?? "GBP",
            ValidFrom = Date(reader, "validFrom"),
            ValidTo = Date(reader, "validTo"),
            Hours = ReadHours(reader),
            Minimum = reader.OptionalInteger("minimum", 0, MaxPence) ?? 0,
            Restaurants = reader.Texts("restaurants", 0, MaxListed, MaxName),
            Cuisines = reader.Texts("cuisines", 0, MaxListed, MaxName),
            Service = ReadService(reader),
            FirstOrderOnly = reader.Boolean("firstOrderOnly", otherwise: false),
            Uses = reader.OptionalInteger("uses", 0, MaxUses),
            UsesPerCustomer = reader.OptionalInteger("usesPerCustomer", 1, MaxUses),
        };
        if (voucher.ValidFrom > voucher.ValidTo)
        {
            reader.Fault("validTo", "It ends before it begins.");
        }

        reader.End();
        return voucher;
    }

    private static string ReadCode(ObjectReader reader)
    {
        var code = Voucher.Normalise(reader.Text("code", 2 * MaxCode));
        var isGood = code.Length is >= MinCode and <= MaxCode
            && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-');
        if (!isGood)
        {
            reader.Fault("code", $"A code has {MinCode} to {MaxCode} letters, digits and hyphens.");
        }

        return code;
    }

    private static VoucherKind ReadKind(ObjectReader reader)
    {
        switch (reader.Text("kind", MaxName))
        {
            case "percent":
                return VoucherKind.Percent;
            case "fixed":
                return VoucherKind.Fixed;
            case "free_delivery":
                return VoucherKind.FreeDelivery;
            default:
                reader.Fault("kind", "A kind is percent, fixed or free_delivery.");
                return VoucherKind.FreeDelivery;
        }
    }

    private static ServiceType? ReadService(ObjectReader reader)
    {
        if (reader.OptionalText("service", MaxName) is not { } word)
        {
            return null;
        }

        if (ServiceTypes.Parse(word) is not { } service)
        {
            reader.Fault("service", "A service is delivery or collection.");
            return null;
        }

        return service;
    }

    private static WeeklyWindow? ReadHours(ObjectReader reader)
    {
        var (days, from, to) = (reader.Optional("days"), reader.Optional("from"), reader.Optional("to"));
        if (days is null && from is null && to is null)
        {
            return null;
        }

        var bits = days is null ? EveryDay : HoursDocument.Days(reader);
        return new WeeklyWindow(bits, from is null && to is null
            ? new DailyWindow(LocalTime.Midnight, LocalTime.Midnight)
            : HoursDocument.Daily(reader));
    }

    private static LocalDate? Date(ObjectReader reader, string name) =>
        reader.Optional(name) is not null
        && LocalDatePattern.Iso.Parse(HoursDocument.Date(reader, name)).TryGetValue(default, out var date)
            ? date
            : null;
}
