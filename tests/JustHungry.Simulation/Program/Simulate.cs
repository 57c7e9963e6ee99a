using System.Globalization;
using JustHungry.Simulation.Planted;
using JustHungry.Simulation.Towns;

namespace JustHungry.Simulation.Program;

/// <summary>Runs seeds, several at a time, and tells what came of them.</summary>
internal sealed class Simulate(SimulateOptions options, TimeProvider time)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, ScenarioResult> _broken = [];
    private long _begun;
    private long _told;
    private int _next;
    private int _done;
    private long _answers;
    private long _compared;
    private ScenarioResult? _last;

    /// <returns>The exit code.</returns>
    public int Run(CancellationToken stop)
    {
        _begun = _told = time.GetTimestamp();
        _next = options.First;
        var workers = Enumerable.Range(0, options.Jobs).Select(_ => new Thread(() => Work(stop))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        if (_broken.Count > 0)
        {
            TellBroken(_broken.Values.First());
            return 1;
        }
        if (_last is null)
        {
            Console.Error.WriteLine("simulate: stopped before the first seed was done.");
            return 1;
        }
        Console.WriteLine(Summary());
        Console.WriteLine($"hash {_last.TraceHash}");
        return 0;
    }

    private void Work(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Take() is { } seed)
        {
            var planting = options.Planted is { } bug ? PlantedBugs.All[bug]() : Planting.None;
            var result = Scenario.Run(Plan.Draw(seed), planting, options.Trace);
            Note(seed, result);
        }
    }

    private int? Take()
    {
        lock (_lock)
        {
            var isOver = _broken.Count > 0 || _next == int.MaxValue
                || (options.Seeds is { } seeds && _next >= options.First + seeds)
                || (options.Time is { } limit && time.GetElapsedTime(_begun) > limit);
            return isOver ? null : _next++;
        }
    }

    private void Note(int seed, ScenarioResult result)
    {
        lock (_lock)
        {
            _done++;
            _answers += result.Answers;
            _compared += result.Compared;
            if (seed >= (_last?.Plan.Seed ?? options.First))
            {
                _last = result;
            }
            if (result.Broken is not null)
            {
                _broken.Add(seed, result);
            }
            if (options.Trace)
            {
                Console.WriteLine($"seed {seed}");
                Console.WriteLine(string.Join('\n', result.Story));
            }
            else if (time.GetElapsedTime(_told) > TellEvery)
            {
                _told = time.GetTimestamp();
                Console.Error.WriteLine(Progress());
            }
        }
    }

    private string Progress() => string.Create(CultureInfo.InvariantCulture,
        $"{_done}{(options.Seeds is { } seeds ? $" of {seeds}" : "")} seeds, {Rate():F1} seeds/s, all promises kept so far");

    private string Summary() => string.Create(CultureInfo.InvariantCulture,
        $"{_done} seeds from {options.First} in {time.GetElapsedTime(_begun).TotalSeconds:F1} s, {Rate():F1} seeds/s: "
        + $"{_answers} answers, {_compared} stores compared, every promise kept");

    private double Rate() => _done / time.GetElapsedTime(_begun).TotalSeconds;

    private void TellBroken(ScenarioResult broken)
    {
        Console.WriteLine($"seed {broken.Plan.Seed} breaks a promise: {broken.Broken}");
        Console.WriteLine("Looking for the shortest story …");
        var planting = options.Planted is { } bug ? PlantedBugs.All[bug] : () => Planting.None;
        var shortest = new Shrinking(planting, time).Shorten(broken);
        Console.WriteLine(Shrinking.Tell(shortest));
    }
}
