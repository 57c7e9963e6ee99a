using System.Buffers;
using JustHungry.BackEnd.Endpoints;
using JustHungry.BackEnd.Store;
using JustHungry.Replication.Log;
using JustHungry.Replication.Replicas;
using JustHungry.Simulation.Seams;

namespace JustHungry.Simulation.Planted;

/// <summary>A primary that gets no answer from the log in time takes that for a no, and tells it.</summary>
internal sealed class TimeoutIsNo : Planting
{
    public override PlantedLife Begin(NodeLoop loop) => new Life();

    private sealed class Life : PlantedLife
    {
        private TaskCompletionSource _timedOut = new();

        public override ILog Log(ILog log) => new Impatient(log, () =>
        {
            var timedOut = _timedOut;
            _timedOut = new TaskCompletionSource();
            timedOut.TrySetResult();
        });

        public override TakeCommands Door(TakeCommands take) => async (body, cancel) =>
        {
            var (answer, timedOut) = (take(body, cancel), _timedOut.Task);
            return await Task.WhenAny(answer, timedOut) == timedOut
                ? EarlyAnswer.Of(CommandReader.Read(body, out _).Select(_ => No))
                : await answer;
        };

        private static Answer? No { get; } = new(409, "{\"status\":409,\"title\":\"It was not done.\"}"u8.ToArray());
    }

    private sealed class Impatient(ILog log, Action timedOut) : LogAround(log)
    {
        public override async Task<bool> Advance(LogHead builtOn, ReadOnlyMemory<byte> entry, CancellationToken cancel)
        {
            try
            {
                return await Inner.Advance(builtOn, entry, cancel);
            }
            catch (LogUnavailableException)
            {
                timedOut();
                throw;
            }
        }
    }
}

/// <summary>A refusal is told as soon as it is decided: it changes nothing, after all.</summary>
internal sealed class TellRefusalEarly : Planting
{
    public override PlantedLife Begin(NodeLoop loop) => new Life();

    private sealed class Life : PlantedLife
    {
        private readonly Dictionary<string, Answer> _refused = [];
        private TaskCompletionSource _more = new();

        public override IStateMachine Store(IStateMachine store) => new Watched(store, (id, refusal) =>
        {
            _refused[id] = refusal;
            var more = _more;
            _more = new TaskCompletionSource();
            more.TrySetResult();
        });

        public override TakeCommands Door(TakeCommands take) => async (body, cancel) =>
        {
            var answer = take(body, cancel);
            var ids = CommandReader.Read(body, out _).Select(command => command.Submission?.Id ?? "").ToList();
            while (!answer.IsCompleted)
            {
                await Task.WhenAny(answer, _more.Task);
                if (!answer.IsCompleted && ids.Exists(_refused.ContainsKey))
                {
                    return EarlyAnswer.Of(ids.Select(_refused.GetValueOrDefault));
                }
            }
            return await answer;
        };
    }

    private sealed class Watched(IStateMachine store, Action<string, Answer> refused) : StoreAround(store)
    {
        public override Decision Decide(Submission submission, DecisionContext context)
        {
            var decision = base.Decide(submission, context);
            if (decision.Answer.Status >= 400 && !decision.Record.IsEmpty)
            {
                refused(((CommandSubmission)submission).Id, decision.Answer);
            }
            return decision;
        }
    }
}

/// <summary>
/// A linearizable read makes do with a look at the head that began before the read was asked for: one that is under way, or was
/// a moment ago.
/// </summary>
internal sealed class ReuseBarrier : Planting
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public override PlantedLife Begin(NodeLoop loop) => new Life(loop.Time);

    private sealed class Life(TimeProvider time) : PlantedLife
    {
        private Task<ReadGate>? _running;
        private long _begun;

        public override ReadSeams Reads(ReadSeams reads) => reads with
        {
            Gate = (position, consistency, cancel) => consistency == "linearizable"
                ? new ValueTask<ReadGate>(Join(reads, position))
                : reads.Gate(position, consistency, cancel),
        };

        private Task<ReadGate> Join(ReadSeams reads, string? position)
        {
            if (_running is null || (_running.IsCompleted && time.GetElapsedTime(_begun) > Moment))
            {
                _begun = time.GetTimestamp();
                _running = reads.Gate(position, "linearizable", CancellationToken.None).AsTask();
            }
            return _running;
        }
    }
}

/// <summary>Answers that the product did not give.</summary>
internal static class EarlyAnswer
{
    public static DoorAnswer Of(IEnumerable<Answer?> answers)
    {
        return new DoorAnswer.Answered(AnswerWriter.Write($"{new string('a', 32)}:0", 0, [.. answers]));
    }
}
