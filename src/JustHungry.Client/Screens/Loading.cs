using JustHungry.Client.Api;
using JustHungry.Client.Memory;
using JustHungry.Client.Ordering;
using JustHungry.Client.Words;

namespace JustHungry.Client.Screens;

/// <summary>Waits for the front end with words on the screen; refusals and outages become something one can answer.</summary>
internal sealed class Loading(Stage stage, CancellationToken cancel)
{
    /// <summary>What takes less is not worth a screen of its own.</summary>
    private static readonly TimeSpan Patient = TimeSpan.FromMilliseconds(250);

    private BusyScreen? busy;

    /// <summary>For the API: each time that a call has to be repeated.</summary>
    public void Tell(string trouble) => stage.Post(() => busy?.Tell(trouble));

    public CancellationTokenSource Linked() => CancellationTokenSource.CreateLinkedTokenSource(cancel);

    /// <summary>Finds the town; null if nobody answers and the person has had enough.</summary>
    public async Task<Visit?> Visit(ClientContext context, IReadOnlyList<Uri> servers)
    {
        var where = string.Join(" or ", servers.Select(server => server.GetLeftPart(UriPartial.Authority)));
        while (true)
        {
            try
            {
                return await ToTheEnd(
                    "Welcome",
                    [$"Looking for Just Hungry at {where} …"],
                    token => Ordering.Visit.Begin(context, servers, Tell, token));
            }
            catch (OutageException outage)
            {
                var home = Home.Find(context.Environment);
                var waiting = home.LastLineage(servers) is { } lineage && home.Town(lineage).Outbox.IsWaiting;
                var saved = waiting ? "Your last order is saved. It is finished as soon as somebody answers." : "";
                if (!await TryAgain(outage.Message, saved))
                {
                    return null;
                }
            }
        }
    }

    /// <summary>The value; null after a refusal or an outage that the person has read.</summary>
    public async Task<T?> Value<T>(string title, Func<CancellationToken, Task<Reply<T>>> call)
        where T : class
    {
        switch (await Reply(title, call))
        {
            case Reply<T>.Done done:
                return done.Value;
            case Reply<T>.Refused refused:
                await Say(refused.Problem);
                return null;
            default:
                return null;
        }
    }

    /// <summary>The reply; null after an outage, or when it was given up.</summary>
    public async Task<Reply<T>?> Reply<T>(string title, Func<CancellationToken, Task<Reply<T>>> call) =>
        await Outcome(title, ["One moment …"], async token => (Reply<T>?)await call(token));

    /// <summary>The same for steps that have words of their own. What is given up with Esc comes back as nothing.</summary>
    public async Task<T?> Outcome<T>(string title, IReadOnlyList<string> words, Func<CancellationToken, Task<T?>> step)
        where T : class
    {
        while (true)
        {
            try
            {
                return await Busy(title, words, mayGiveUp: true, step);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
            catch (OutageException outage)
            {
                if (!await TryAgain(outage.Message, ""))
                {
                    return null;
                }
            }
            catch (MemoryException trouble)
            {
                await Read("That did not work", [trouble.Message]);
                return null;
            }
        }
    }

    /// <summary>A step that must not be given up: its end is waited for, whatever keys are pressed.</summary>
    public Task<T> ToTheEnd<T>(string title, IReadOnlyList<string> words, Func<CancellationToken, Task<T>> step) =>
        Busy(title, words, mayGiveUp: false, step);

    /// <summary>A step that is only a help: nothing is said when it fails.</summary>
    public async Task<T?> Quietly<T>(Func<CancellationToken, Task<T>> step)
    {
        try
        {
            return await Busy("One moment", ["One moment …"], mayGiveUp: true, step);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception trouble) when (trouble is OutageException or MemoryException)
        {
            return default;
        }
    }

    /// <summary>A refusal in its words.</summary>
    public Task Say(Problem problem) => Read(problem.Title, problem.Sentences());

    /// <summary>Something to read, and Enter.</summary>
    public Task Read(string title, IReadOnlyList<string> words) => stage.Run(new ChoiceScreen<bool>(
        Line.Of(title, Tone.Warning), [.. words.Select(sentence => Line.Of(sentence))], [(true, "All right")], onEscape: true));

    private Task<bool> TryAgain(string trouble, string more) => stage.Run(new ChoiceScreen<bool>(
        Line.Of("Just Hungry is out of reach", Tone.Warning),
        [Line.Of(trouble), .. more.Length > 0 ? (Line[])[Line.Of(more)] : []],
        [(true, "Try again"), (false, "Leave it")],
        onEscape: false));

    private async Task<T> Busy<T>(
        string title, IReadOnlyList<string> words, bool mayGiveUp, Func<CancellationToken, Task<T>> step)
    {
        using var own = Linked();
        var screen = new BusyScreen(
            title, [.. words.Select(sentence => Line.Of(sentence))], stage.Time, mayGiveUp ? () => own.Cancel() : null);
        busy = screen;
        var work = step(own.Token);
        _ = work.ContinueWith(
            _ => stage.Post(() => screen.Finish(true)),
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        try
        {
            await stage.Run(screen, Patient);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C. The step has the same token; what it has to say about its end is still said.
        }

        busy = null;
        return await work;
    }
}
