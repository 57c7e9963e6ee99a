using JustHungry.FrontEnd.BackEnd;
using Microsoft.Extensions.Time.Testing;

namespace JustHungry.FrontEnd.Tests.BackEnd;

public sealed class PaceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Pace _pace;
    private int _looks;

    public PaceTests() => _pace = new Pace(_time, () =>
    {
        _looks++;
        _pace!.Woke();
    });

    public void Dispose() => _pace.Dispose();

    [Fact]
    public void Few_commands_go_at_once()
    {
        Assert.False(_pace.Holds());
        _pace.Went(Pace.Many - 1);
        Assert.False(_pace.Holds());
    }

    [Fact]
    public void After_a_large_batch_the_next_one_waits_and_is_told_when_it_may_go()
    {
        _pace.Went(Pace.Many);
        Assert.True(_pace.Holds());
        Assert.True(_pace.Holds());

        _time.Advance(Pace.Between - TimeSpan.FromMilliseconds(1));
        Assert.True(_pace.Holds());
        Assert.Equal(0, _looks);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, _looks);
        Assert.False(_pace.Holds());
    }

    [Fact]
    public void Where_it_is_woken_too_early_it_is_woken_again()
    {
        _pace.Went(Pace.Many);
        Assert.True(_pace.Holds());
        _time.Advance(Pace.Between / 2);
        _pace.Went(Pace.Many);
        _time.Advance(Pace.Between / 2);
        Assert.Equal(1, _looks);

        Assert.True(_pace.Holds());
        _time.Advance(Pace.Between);
        Assert.Equal(2, _looks);
        Assert.False(_pace.Holds());
    }

    [Fact]
    public void A_large_batch_long_ago_holds_nobody_up()
    {
        _pace.Went(Pace.Many);
        _time.Advance(Pace.Between);
        Assert.False(_pace.Holds());
        Assert.Equal(0, _looks);
    }
}
