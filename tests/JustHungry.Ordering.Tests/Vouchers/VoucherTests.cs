using System.Text.Json;
using JustHungry.Ordering.Pricing;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Vouchers;
using static JustHungry.Ordering.Tests.TestDiner;
using static JustHungry.Ordering.Tests.TestKitchen;

namespace JustHungry.Ordering.Tests.Vouchers;

public sealed class VoucherTests
{
    [Theory]
    [InlineData("\"kind\": \"percent\", \"percent\": 10", 150)]
    [InlineData("\"kind\": \"fixed\", \"amount\": 400", 400)]
    [InlineData("\"kind\": \"fixed\", \"amount\": 4000", 1_500)]
    public void It_takes_off_a_part_or_a_sum_and_never_more_than_it_covers(string rules, long discount)
    {
        var quote = Use(rules);

        Assert.Empty(quote.Issues);
        Assert.Equal((1_500, discount), (quote.Totals.Items, quote.Totals.Discount));
        Assert.Equal(1_500 - discount + 150, quote.Totals.Total);
        Assert.Equal(discount, quote.Voucher!.Worth);
    }

    [Fact]
    public void Free_delivery_takes_the_fee_off_and_says_what_it_saved()
    {
        var quote = Use("\"kind\": \"free_delivery\"");

        Assert.Equal((0, 0, 1_500), (quote.Totals.Delivery, quote.Totals.Discount, quote.Totals.Total));
        Assert.Equal(150, quote.Voucher!.Worth);
    }

    [Theory]
    [InlineData("SAVE")]
    [InlineData("save")]
    [InlineData("  S a v\tE ")]
    public void Its_code_is_read_in_any_case_with_any_spaces(string typed) => Assert.Empty(
        Price(Basket(Line("plain", 3)) with { Voucher = typed }, situation: Having(Voucher(Tenth))).Issues);

    [Fact]
    public void A_code_that_there_is_not_is_unknown() => Assert.Equal(
        ("voucher", Reason.VoucherUnknown),
        Price(Basket(Line("plain", 3)) with { Voucher = "OTHER" }, situation: Having(Voucher(Tenth))).Issues
            .Select(issue => (issue.Path, issue.Reason)).Single());

    [Theory]
    [InlineData("\"validTo\": \"2026-03-11\"", null)]
    [InlineData("\"validTo\": \"2026-03-10\"", Reason.VoucherExpired)]
    [InlineData("\"validFrom\": \"2026-03-11\"", null)]
    [InlineData("\"validFrom\": \"2026-03-12\"", Reason.VoucherNotApplicable)]
    [InlineData("\"days\": [\"wed\"]", null)]
    [InlineData("\"days\": [\"mon\", \"tue\"]", Reason.VoucherNotApplicable)]
    [InlineData("\"from\": \"12:00\", \"to\": \"13:00\"", null)]
    [InlineData("\"from\": \"12:01\", \"to\": \"13:00\"", Reason.VoucherNotApplicable)]
    [InlineData("\"days\": [\"tue\"], \"from\": \"22:00\", \"to\": \"12:30\"", null)]
    [InlineData("\"minimum\": 1500", null)]
    [InlineData("\"minimum\": 1501", Reason.VoucherNotApplicable)]
    [InlineData("\"restaurants\": [\"other\", \"kitchen\"]", null)]
    [InlineData("\"restaurants\": [\"other\"]", Reason.VoucherNotApplicable)]
    [InlineData("\"cuisines\": [\"TEST\"]", null)]
    [InlineData("\"cuisines\": [\"Thai\"]", Reason.VoucherNotApplicable)]
    [InlineData("\"service\": \"delivery\"", null)]
    [InlineData("\"service\": \"collection\"", Reason.VoucherNotApplicable)]
    [InlineData("\"currency\": \"EUR\"", Reason.VoucherNotApplicable)]
    public void Its_rules_are_kept_to_the_letter(string rule, Reason? expected) =>
        Assert.Equal(expected, Use($"{Tenth}, {rule}").Issues.Select(issue => (Reason?)issue.Reason).SingleOrDefault());

    [Theory]
    [InlineData(9, 0, false, null)]
    [InlineData(10, 0, false, Reason.VoucherUsed)]
    [InlineData(3, 2, false, Reason.VoucherUsed)]
    [InlineData(3, 1, true, Reason.VoucherNotApplicable)]
    public void It_is_good_so_often_in_all_so_often_for_one_and_for_a_first_order_alone(
        long used, long own, bool hasOrdered, Reason? expected)
    {
        var voucher = Voucher($"{Tenth}, \"uses\": 10, \"usesPerCustomer\": 2, \"firstOrderOnly\": true");
        var quote = Price(
            Basket(Line("plain", 3)) with { Voucher = "save" }, situation: Having(voucher, used, own, hasOrdered));

        Assert.Equal(expected, quote.Issues.Select(issue => (Reason?)issue.Reason).SingleOrDefault());
    }

    [Fact]
    public void It_pays_for_no_delivery_where_there_is_none_to_pay_for()
    {
        var free = Having(Voucher("\"kind\": \"free_delivery\""));

        Assert.Equal(
            Reason.VoucherNotApplicable,
            Price(Basket(Line("plain", 3)) with { Voucher = "save", Service = "collection" }, situation: free).Issues[0].Reason);
        Assert.Equal(
            Reason.VoucherNotApplicable,
            Price(Basket(Line("plain", 6)) with { Voucher = "save" }, situation: free).Issues[0].Reason);
    }

    [Fact]
    public void Every_fault_of_a_document_is_told_by_its_path()
    {
        using var json = JsonDocument.Parse("""
            { "code": "a b", "name": "", "kind": "percent", "percent": 101, "validFrom": "2026-02-01", "validTo": "2026-01-01",
              "days": ["monday"], "service": "drone", "hm": 1 }
            """);

        var refusal = VoucherDocument.Read(json.RootElement).Refusal!;

        Assert.Equal(Reason.VoucherInvalid, refusal.Reason);
        Assert.Equal(
            ["code", "days[0]", "hm", "name", "percent", "service", "validTo"],
            refusal.Errors.Select(fault => fault.Path).Distinct().Order(StringComparer.Ordinal));
    }

    private const string Tenth = "\"kind\": \"percent\", \"percent\": 10";

    private static Quote Use(string rules) =>
        Price(Basket(Line("plain", 3)) with { Voucher = "save" }, situation: Having(Voucher(rules)));
}
