using JustHungry.Simulation.Checks;
using Xunit;

namespace JustHungry.Simulation.Tests;

/// <summary>The search itself, on histories of a register that anybody can check by hand.</summary>
public sealed class LinearizabilityTests
{
    private const long Never = Operation<int>.Never;

    [Fact]
    public void A_history_in_which_nothing_overlaps_is_its_own_order() =>
        Assert.True(Linearizability.Holds([Write(1, 2, 5), Read(3, 4, 5), Write(5, 6, 7), Read(7, 8, 7)], 0));

    [Fact]
    public void A_read_after_a_write_may_not_see_the_state_before_it() =>
        Assert.False(Linearizability.Holds([Write(1, 2, 5), Read(3, 4, 0)], 0));

    [Fact]
    public void A_read_beside_a_write_may_see_either() =>
        Assert.True(Linearizability.Holds([Write(1, 10, 5), Read(2, 3, 0), Read(4, 5, 5)], 0));

    [Fact]
    public void Two_reads_one_after_the_other_may_not_go_back() =>
        Assert.False(Linearizability.Holds([Write(1, 10, 5), Read(2, 3, 5), Read(4, 5, 0)], 0));

    [Fact]
    public void A_write_without_an_answer_may_be_done_late_or_not_at_all()
    {
        Assert.True(Linearizability.Holds([Write(1, Never, 5), Read(2, 3, 0), Read(90, 91, 5)], 0));
        Assert.True(Linearizability.Holds([Write(1, Never, 5), Read(2, 3, 0), Read(90, 91, 0)], 0));
        Assert.False(Linearizability.Holds([Write(1, Never, 5), Read(2, 3, 5), Read(90, 91, 0)], 0));
    }

    [Fact]
    public void What_is_answered_wrongly_has_no_place_in_any_order() =>
        Assert.False(Linearizability.Holds([Write(1, 2, 5), Read(1, 9, 6)], 0));

    [Fact]
    public void Many_that_overlap_are_searched_in_good_time()
    {
        var history = Enumerable.Range(0, 60).Select(i => Write(i, 1_000, i % 3))
            .Concat(Enumerable.Range(0, 60).Select(i => Read(i, 1_000, i % 3))).ToList();
        Assert.True(Linearizability.Holds(history, 0));
    }

    [Fact]
    public void More_than_it_can_hold_is_refused() => Assert.Throws<ArgumentException>(
        () => Linearizability.Holds([.. Enumerable.Range(0, 129).Select(i => Write(i, i, 1))], 0));

    private static Operation<int> Write(long call, long returned, int value) => new(call, returned, _ => value, $"write {value}");

    private static Operation<int> Read(long call, long returned, int value) =>
        new(call, returned, state => state == value ? state : null, $"read {value}");
}
