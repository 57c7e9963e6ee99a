using System.Text.Json.Serialization;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;

namespace JustHungry.Ordering.Orders;

/// <summary>The kitchen moves an order on. As parsed: the rules are applied by the decision.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Action">accept, reject, ready, dispatch, deliver, collect, cancel or promise.</param>
/// <param name="Minutes">Until it is there: for accept and promise; 1–240 by the rules.</param>
/// <param name="Reason">A code: for reject, cancel and promise.</param>
/// <param name="Note">A few words for the customer; up to 200 characters by the rules.</param>
public sealed record MoveOrder(
    string Order,
    string Action,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Minutes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null) : PersonalCommand;

/// <summary>Something became of an order: its next status, or another promise.</summary>
/// <param name="Order">The order.</param>
/// <param name="Restaurant">Whose kitchen it is in.</param>
/// <param name="Status">Where it stands now.</param>
/// <param name="By">Who did it.</param>
/// <param name="Detail">Why, and what was promised.</param>
/// <param name="At">When.</param>
public sealed record OrderChanged(
    Guid Order, string Restaurant, OrderStatus Status, Actor By, ChangeDetail Detail, DateTimeOffset At) : DomainEvent
{
    /// <summary>True where what the order took goes back: its seat and its voucher.</summary>
    public bool GivesBack => Status is OrderStatus.Rejected or OrderStatus.Cancelled;

    /// <summary>True where nothing was cooked: its portions go back too.</summary>
    public required bool PortionsAreLeft { get; init; }
}

/// <summary>What is said of a change beside who and when. Immutable.</summary>
/// <param name="Reason">A code, such as <c>busy</c>; null: none.</param>
/// <param name="Note">For the customer; null: none.</param>
/// <param name="PromisedAt">When the order will be there; null: this change promises nothing.</param>
public sealed record ChangeDetail(string? Reason, string? Note, DateTimeOffset? PromisedAt)
{
    /// <summary>Nothing is said.</summary>
    public static readonly ChangeDetail None = new(null, null, null);
}

/// <summary>What decisions about a placed order need to know of what was frozen in it. Immutable.</summary>
/// <param name="Restaurant">The restaurant's slug.</param>
/// <param name="Service">Delivery or collection.</param>
/// <param name="Slot">When its slot begins; null: as soon as possible.</param>
public sealed record OrderTerms(string Restaurant, ServiceType Service, DateTimeOffset? Slot);

/// <summary>Decides what the kitchen does with orders. Reads no clock, store or network.</summary>
public static class OrderMoves
{
    private const int MaxMinutes = 240;
    private const int MaxNote = 200;

    /// <summary>Why a restaurant rejects.</summary>
    public static readonly IReadOnlyList<string> RejectReasons =
        ["closing_early", "busy", "item_unavailable", "outside_area", "other"];

    /// <summary>Why a restaurant or an operator cancels.</summary>
    public static readonly IReadOnlyList<string> CancelReasons =
        ["customer_asked", "customer_unreachable", "closing_early", "busy", "item_unavailable", "outside_area", "other"];

    /// <summary>Why a restaurant promises another time.</summary>
    public static readonly IReadOnlyList<string> PromiseReasons = ["busy", "driver", "weather", "customer_asked", "other"];

    /// <summary>Decides a move.</summary>
    /// <param name="command">As parsed.</param>
    /// <param name="order">The order; null where there is none.</param>
    /// <param name="terms">Its terms; null where there is none.</param>
    /// <param name="by">Who asks. Another restaurant's order looks like none.</param>
    /// <param name="usualMinutes">How long the restaurant takes at present.</param>
    /// <param name="now">When.</param>
    public static Verdict<OrderChanged> Decide(
        MoveOrder command, Order? order, OrderTerms? terms, Caller by, int usualMinutes, DateTimeOffset now)
    {
        if (by.Role == Role.Customer || by.MustChangePassword)
        {
            return Staff.NotAllowed(by, "Only the restaurant's kitchen or an operator may do that with an order.");
        }

        if (order is null || terms is null || !by.MayRunKitchenOf(terms.Restaurant))
        {
            return new Refusal(Reason.OrderNotFound, "Your kitchen has no order with that id.");
        }

        if (OrderStatuses.ParseAction(command.Action) is not { } action)
        {
            return new Refusal(Reason.MalformedRequest, $"Nothing is called {Words.Quoted(command.Action)} here.");
        }

        if (Check(command, action) is { } refusal)
        {
            return refusal;
        }

        var actor = by.IsOperator ? Actor.Operator : Actor.Restaurant;
        if (OrderStatuses.Next(order.Status, action, actor, terms.Service) is not { } next)
        {
            return OutOfTurn(order, action, terms.Service);
        }

        var note = string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim();
        var detail = new ChangeDetail(command.Reason, note, PromisedAt(command, action, terms, usualMinutes, now));
        return new OrderChanged(order.Id, terms.Restaurant, next, actor, detail, now)
        {
            PortionsAreLeft = order.Status == OrderStatus.Placed && command.Reason != "item_unavailable",
        };
    }

    /// <summary>The refusal of an action in a state that it is not for.</summary>
    public static Refusal OutOfTurn(Order order, OrderAction action, ServiceType service) => new(
        Reason.OrderOutOfTurn,
        $"This order for {service.Code()} is {order.Status.Words()}: it cannot be {action.Done()} now.")
    {
        Extras = [new("orderStatus", order.Status.Code())],
    };

    private static DateTimeOffset? PromisedAt(
        MoveOrder command, OrderAction action, OrderTerms terms, int usualMinutes, DateTimeOffset now) =>
        action is not (OrderAction.Accept or OrderAction.Promise) ? null
        : command.Minutes is { } minutes ? now.AddMinutes(minutes)
        : terms.Slot ?? now.AddMinutes(usualMinutes);

    private static Refusal? Check(MoveOrder command, OrderAction action)
    {
        var mayPromise = action is OrderAction.Accept or OrderAction.Promise;
        if (action == OrderAction.Promise && command.Minutes is null)
        {
            return Minutes("Please say in how many minutes it will be there.");
        }

        if (command.Minutes is { } minutes && (!mayPromise || minutes is < 1 or > MaxMinutes))
        {
            return Minutes(mayPromise
                ? $"Between 1 and {MaxMinutes} minutes can be promised, not {minutes}."
                : "Minutes are promised when an order is accepted, or moved.");
        }

        if (command.Note is { } note && (note.Length > MaxNote || !Words.CanBeShown(note)))
        {
            var isLong = note.Length > MaxNote;
            return Refusal.Of([new Fault(
                "note",
                isLong ? Reason.NoteTooLong : Reason.NoteMalformed,
                isLong
                    ? $"A note has at most {MaxNote} characters; this one has {note.Length}."
                    : "The note has control characters or broken ones.")]);
        }

        IReadOnlyList<string>? reasons = action switch
        {
            OrderAction.Reject => RejectReasons,
            OrderAction.Cancel => CancelReasons,
            OrderAction.Promise => PromiseReasons,
            _ => null,
        };
        var isNeeded = action is OrderAction.Reject or OrderAction.Cancel;
        return command.Reason is null
            ? isNeeded ? Unknown("A reason is needed", reasons!) : null
            : reasons is null || !reasons.Contains(command.Reason)
                ? Unknown($"{Words.Quoted(command.Reason)} is no reason", reasons ?? [])
                : null;
    }

    private static Refusal Minutes(string words) =>
        Refusal.Of([new Fault("minutes", Reason.MinutesOutOfRange, words)]);

    private static Refusal Unknown(string words, IReadOnlyList<string> reasons) => Refusal.Of([new Fault(
        "reason",
        Reason.ReasonUnknown,
        reasons.Count == 0 ? $"{words}: none is asked for here." : $"{words}; there are {string.Join(", ", reasons)}.")]);
}
