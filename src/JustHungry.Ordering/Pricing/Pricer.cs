using JustHungry.Ordering.Orders;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Ordering.Vouchers;

namespace JustHungry.Ordering.Pricing;

/// <summary>
/// Makes a quote, in this order: lines, deals, voucher, delivery fee, small-order charge, tip. Made for one basket.
/// </summary>
internal sealed partial class Pricer(
    PlaceOrder basket, Restaurant restaurant, Recipient recipient, Situation situation)
{
    private readonly List<Fault> _issues = [];
    private ServiceType _service;
    private bool _knowsService;

    public Quote Price()
    {
        ReadService();
        CheckOpen();
        var slot = FindSlot(out var wanted);
        var terms = CheckDelivery();
        var lines = PriceLines(wanted, out var portions);
        var items = 0L;
        foreach (var line in lines)
        {
            items += line.Total;
        }

        // With a line missing, minimum and total would be told of another basket than the person has.
        var complete = lines.Count == basket.Lines.Count;
        var (fee, charge) = terms is null ? (0, 0) : Charges(terms, items, complete);
        var voucher = FindVoucher(items, complete, fee);
        var discount = voucher?.Voucher.DiscountOn(items) ?? 0;
        fee = voucher?.Voucher.Kind == VoucherKind.FreeDelivery ? 0 : fee;
        var totals = new Totals(items, discount, fee, charge, Tip());
        var needsAgeCheck = CheckAge(lines);
        CheckTotal(totals, complete && (terms is not null || _service == ServiceType.Collection));
        var discounts = discount == 0 ? null : Shares.Of(discount, [.. lines.Select(line => line.Total)]);
        return new Quote
        {
            Restaurant = restaurant,
            Recipient = recipient,
            Service = _service,
            Lines = lines,
            LineDiscounts = discounts,
            Totals = totals,
            Vat = VatBreakdown.Of(lines, discounts, totals, restaurant.VatRates),
            Slot = slot,
            ExpectedAt = slot?.Begins
                ?? situation.Now.AddMinutes(restaurant.MinutesFor(_service, situation.Live.Busy(situation.Now))),
            Voucher = voucher,
            Portions = portions,
            TakesSeat = slot is not null && restaurant.Slots?.Capacity is not null,
            NeedsAgeCheck = needsAgeCheck,
            Issues = _issues,
        };
    }

    private List<PricedLine> PriceLines(DateTimeOffset wanted, out IReadOnlyList<PortionsTaken> portions)
    {
        portions = [];
        if (basket.Lines.Count == 0)
        {
            Add("lines", Reason.NoLines, "Please order something: there is nothing in the order.");
        }

        if (basket.Lines.Count > Quote.MaxLines)
        {
            Add(
                "lines",
                Reason.TooManyLines,
                $"An order has at most {Quote.MaxLines} lines; this one has {basket.Lines.Count}.");
            return [];
        }

        var pricing = new LinePricing(restaurant, _service, wanted, situation.Live, _issues);
        var lines = new List<PricedLine>(basket.Lines.Count);
        for (var index = 0; index < basket.Lines.Count; index++)
        {
            if (pricing.Price(basket.Lines[index], index) is { } line)
            {
                lines.Add(line);
            }
        }

        if (pricing.Portions is not null)
        {
            portions = TakePortions(pricing.Portions);
        }

        return lines;
    }

    /// <summary>What all lines together take of a dish must be there.</summary>
    private List<PortionsTaken> TakePortions(IReadOnlyDictionary<string, Portions> counted)
    {
        var taken = new List<PortionsTaken>(counted.Count);
        foreach (var (id, portions) in counted)
        {
            var left = situation.PortionsLeft(id) ?? portions.Stock;
            taken.Add(new PortionsTaken(id, portions.Wanted, left - portions.Wanted));
            if (portions.Wanted <= left)
            {
                continue;
            }

            foreach (var line in portions.Lines)
            {
                Add(
                    $"lines[{line}].item",
                    Reason.ItemUnavailable,
                    left <= 0
                        ? $"{portions.Item.Name} is sold out."
                        : $"There are only {left} of {portions.Item.Name} left; {portions.Wanted} are in the order.");
            }
        }

        return taken;
    }

    private (long Fee, long SmallOrderCharge) Charges(DeliveryTerms terms, long items, bool complete)
    {
        var fee = terms.FreeFrom is { } free && items >= free ? 0 : terms.Fee;
        if (items >= terms.Minimum)
        {
            return (fee, 0);
        }

        if (restaurant.Delivery!.SmallOrderCharge is { } charge)
        {
            return (fee, charge);
        }

        if (complete)
        {
            Add(
                "lines",
                Reason.BelowMinimum,
                $"{restaurant.Name} delivers orders of {Money(terms.Minimum)} or more; this one comes to {Money(items)}.");
        }

        return (fee, 0);
    }

    private UsedVoucher? FindVoucher(long items, bool complete, long fee)
    {
        if (basket.Voucher is not { } typed || Voucher.Normalise(typed) is not { Length: > 0 } code)
        {
            return null;
        }

        if (situation.FindVoucher(code) is not { Voucher: var voucher } standing)
        {
            Add("voucher", Reason.VoucherUnknown, $"There is no voucher {Words.Quoted(typed.Trim())}.");
            return null;
        }

        if (voucher.Check(standing, restaurant, _service, complete ? items : null, situation.Now) is { } refusal)
        {
            Add("voucher", refusal.Reason, refusal.Detail);
            return null;
        }

        if (voucher.Kind != VoucherKind.FreeDelivery)
        {
            return new UsedVoucher(voucher, voucher.DiscountOn(items));
        }

        if (fee == 0 && complete)
        {
            Add("voucher", Reason.VoucherNotApplicable, $"{voucher.Name}: there is no delivery fee to be saved here.");
            return null;
        }

        return new UsedVoucher(voucher, fee);
    }

    private long Tip()
    {
        if (basket.Tip is not { } tip)
        {
            return 0;
        }

        if (tip is >= 0 and <= Quote.MaxTip)
        {
            return tip;
        }

        Add("tip", Reason.TipOutOfRange, $"A tip is {Money(0)} to {Money(Quote.MaxTip)}.");
        return 0;
    }

    private bool CheckAge(List<PricedLine> lines)
    {
        if (!lines.Exists(static line => line.NeedsAgeCheck))
        {
            return false;
        }

        if (basket.AgeConfirmed == true)
        {
            return true;
        }

        for (var index = 0; index < basket.Lines.Count; index++)
        {
            var line = lines.Find(each => each.Id == basket.Lines[index].Item && each.NeedsAgeCheck);
            if (line is not null)
            {
                Add(
                    $"lines[{index}].item",
                    Reason.AgeCheckNeeded,
                    $"{line.Name} is for people of 18 or more, who show it at the door: "
                        + "please confirm that (ageConfirmed).");
            }
        }

        return true;
    }

    private void CheckTotal(Totals totals, bool isWhole)
    {
        if (isWhole && basket.ExpectedTotal is { } expected && expected != totals.Total)
        {
            Add(
                "expectedTotal",
                Reason.PriceChanged,
                $"The order comes to {Money(totals.Total)} now, not to {Money(expected)}.");
        }
    }

    private void Add(string path, Reason reason, string message) => _issues.Add(new Fault(path, reason, message));

    private string Money(long pence) => Words.Money(restaurant.Currency, pence);
}
