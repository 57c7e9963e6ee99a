namespace JustHungry.Ordering.People;

/// <summary>Somebody has an account now, or another role, e-mail address or password in it.</summary>
/// <param name="Person">Their id.</param>
/// <param name="Account">All of it.</param>
/// <param name="At">When.</param>
public sealed record AccountKept(Guid Person, Account Account, DateTimeOffset At) : DomainEvent;

/// <summary>Somebody signed in.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="TokenHash">SHA-256 of its token, 64 lower-case hex digits.</param>
/// <param name="Expires">The token is worth nothing from then on.</param>
/// <param name="At">When.</param>
public sealed record SessionBegun(
    Guid Session, Guid Person, string TokenHash, DateTimeOffset Expires, DateTimeOffset At) : DomainEvent;

/// <summary>Tokens of somebody are worth nothing from now on.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Only">SHA-256 of the one token that it is about; null: all of them.</param>
/// <param name="Except">SHA-256 of the one that stays; null: none does.</param>
/// <param name="At">When.</param>
public sealed record SessionsEnded(Guid Person, string? Only, string? Except, DateTimeOffset At) : DomainEvent;

/// <summary>Something secret was guessed wrongly: a password, a code, the number of an order.</summary>
/// <param name="Subject">What it was tried on, as 64 hex digits.</param>
/// <param name="At">When.</param>
public sealed record AttemptFailed(string Subject, DateTimeOffset At) : DomainEvent;

/// <summary>What is known of somebody has changed. Null: as before.</summary>
public sealed record PersonChanged(
    Guid Person, string? Name, string? Postcode, string? Phone, string? Address, DateTimeOffset At) : DomainEvent;

/// <summary>Somebody is invited to work here.</summary>
public sealed record StaffInvited(Invitation Invitation, string CodeHash, DateTimeOffset At) : DomainEvent;

/// <summary>An invitation is worth nothing any more: used, or taken back.</summary>
public sealed record InvitationClosed(Guid Invitation, DateTimeOffset At) : DomainEvent;

/// <summary>
/// Somebody is forgotten: only the figures of their orders stay. Of those, the latest at once, older ones by the system's rounds.
/// </summary>
public sealed record PersonErased(Guid Person, DateTimeOffset At) : DomainEvent;
