package org.exeunt.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure a person can understand: its message says what was wrong, where, what was found, what was expected and what to do.
 * Passwords of addresses in it are hidden.
 *
 * <p>The only unchecked exception that crosses module borders on purpose; wrong arguments of a call remain
 * {@link IllegalArgumentException}s.
 */
public final class ExeuntException extends RuntimeException {
    private final ErrorCode code;

    /** Makes a failure without a cause worth showing. */
    public ExeuntException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** Makes a failure; {@code cause} may be null. */
    public ExeuntException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(Secrets.hide(message), cause);
        this.code = code;
    }

    /** Returns the stable code. */
    public ErrorCode code() {
        return code;
    }
}
