using JustHungry.BackEnd.Store;
using JustHungry.Ordering;
using JustHungry.Ordering.Orders;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd;

/// <summary>
/// What the town does by itself: orders that nobody answers expire, old answers are forgotten. Every replica looks; only the
/// primary's looks come to anything, and each goes through the log, so that each thing happens once, whoever is the primary by then.
/// </summary>
internal static class SystemRounds
{
    private static readonly TimeSpan ExpiryEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ForgettingEvery = TimeSpan.FromMinutes(10);
    private const int MostInARow = 100;

    /// <summary>Runs until the replica has ended.</summary>
    public static async Task Run(Replica replica, TimeProvider time, Task ended)
    {
        var forgot = time.GetTimestamp();
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, Task.Delay(ExpiryEvery, time, CancellationToken.None));
            if (ended.IsCompleted || !replica.IsPrimary)
            {
                continue;
            }
            var clock = await replica.SmallestClock();
            await Repeat(replica, new ExpireOrders(clock));
            await Repeat(replica, new EraseOrders());
            if (time.GetElapsedTime(forgot) > ForgettingEvery)
            {
                forgot = time.GetTimestamp();
                await Repeat(replica, new ForgetAnswers(clock - Decider.KeepAnswers));
            }
        }
    }

    private static async Task Repeat(Replica replica, Command command)
    {
        for (var i = 0; i < MostInARow; i++)
        {
            var result = await replica.Submit([CommandSubmission.OfSystem(command)]);
            if (result is not SubmitResult.Answered { Answers: [{ } answer] } || !answer.Body.Span.SequenceEqual(Decider.More))
            {
                return;
            }
        }
    }
}
