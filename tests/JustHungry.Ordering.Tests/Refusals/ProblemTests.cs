using System.Text.Json;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.Tests.Refusals;

public sealed class ProblemTests
{
    [Fact]
    public void Every_reason_has_a_code_a_status_and_a_title() => Assert.All(Enum.GetValues<Reason>(), reason =>
    {
        Assert.Matches("^[a-z]+(_[a-z]+)*$", reason.Code());
        Assert.InRange(reason.Status(), 400, 599);
        Assert.NotEmpty(reason.Title());
    });

    [Fact]
    public void A_problem_has_type_title_status_detail_and_its_faults()
    {
        var refusal = Refusal.Of([new Fault("lines[0].quantity", Reason.QuantityOutOfRange, "Too “many”."), new Fault(
            "", Reason.NoLines, "None.")]);

        var json = JsonDocument.Parse(Problem.ToBytes(refusal)).RootElement;

        Assert.Equal("/problems/quantity_out_of_range", json.GetProperty("type").GetString());
        Assert.Equal(422, json.GetProperty("status").GetInt32());
        Assert.Equal("Too “many”. (and 1 more)", json.GetProperty("detail").GetString());
        Assert.Equal("lines[0].quantity", json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Equal("no_lines", json.GetProperty("errors")[1].GetProperty("code").GetString());
    }

    [Fact]
    public void However_many_faults_there_are_an_answer_stays_small()
    {
        var refusal = Refusal.Of([.. Enumerable.Repeat(new Fault("x", Reason.ItemUnknown, "No."), 5_000)]);

        Assert.InRange(Problem.ToBytes(refusal).Length, 1, 10_000);
    }
}
