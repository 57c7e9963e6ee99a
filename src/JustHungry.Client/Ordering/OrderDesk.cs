using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JustHungry.Client.Api;
using JustHungry.Client.Memory;

namespace JustHungry.Client.Ordering;

/// <summary>
/// Places orders exactly once: the key and the body are on the disk before the first send and stay there until the town has
/// decided. Whatever happens to the client or the front end in between, the same command is sent again.
/// </summary>
internal sealed class OrderDesk(TownApi api, Town town, TimeProvider time)
{
    /// <summary>Saves the order, sends it, and waits for the decision for as long as patience lasts.</summary>
    /// <exception cref="MemoryException">It could not be saved; nothing was sent.</exception>
    public async Task<Placing> Place(Person customer, string key, byte[] body, string summary, CancellationToken cancel)
    {
        var pending = new PendingOrder(key, time.GetUtcNow(), customer, Encoding.UTF8.GetString(body), summary);
        using var kept = town.Outbox.Keep(pending);
        return kept is null ? new Placing.InOtherHands() : await Send(kept, cancel);
    }

    /// <summary>Takes up what earlier runs left behind, oldest first. Says what each was before it is sent.</summary>
    public async IAsyncEnumerable<FinishedOrder> FinishLeftBehind(
        Action<PendingOrder> about, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var kept in town.Outbox.LeftBehind())
        {
            using (kept)
            {
                about(kept.Order);
                yield return new(kept.Order, await Send(kept, cancel));
            }
        }
    }

    /// <summary>The same order, however its JSON is laid out: who repeats a command after a failure means the same.</summary>
    public static bool IsSame(PendingOrder pending, Person customer, byte[] body)
    {
        try
        {
            return pending.Customer.Id == customer.Id
                && JsonNode.DeepEquals(JsonNode.Parse(pending.Body), JsonNode.Parse(body));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task<Placing> Send(KeptOrder kept, CancellationToken cancel)
    {
        Reply<Order> reply;
        try
        {
            var order = kept.Order;
            reply = await api.Place(order.Customer.Token, order.Key, Encoding.UTF8.GetBytes(order.Body), cancel);
        }
        catch (OutageException outage)
        {
            return new Placing.Unknown(outage.Message);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C while it was under way: it may stand, so it stays saved, as after an outage.
            return new Placing.Unknown("Stopped before the answer came.");
        }

        kept.Finish();
        return reply switch
        {
            Reply<Order>.Done done => new Placing.Placed(done.Value, done.Answer, done.Answer.Replayed),
            Reply<Order>.Refused refused => new Placing.Refused(refused.Problem, refused.Answer),
            _ => throw new InvalidOperationException("A reply is done or refused."),
        };
    }
}
