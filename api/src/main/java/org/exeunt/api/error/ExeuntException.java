package org.exeunt.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure with an error code and a message for the user: what is wrong, where, what was found, what was expected and
 * what to do.
 *
 * <p>Credentials in URLs are replaced in the message, see {@link Secrets#hide}. This is the only unchecked exception
 * that modules throw to each other by contract; invalid arguments of a call are reported as
 * {@link IllegalArgumentException}.
 */
public final class ExeuntException extends RuntimeException {
    private final ErrorCode code;

    /** Creates a failure of Exeunt's own modules without a cause. */
    public ExeuntException(Errors error, String message) {
        this(error.code(), message, null);
    }

    /** Creates a failure of Exeunt's own modules; {@code cause} may be null. */
    public ExeuntException(Errors error, String message, @Nullable Throwable cause) {
        this(error.code(), message, cause);
    }

    /** Creates a failure without a cause. */
    public ExeuntException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** Creates a failure; {@code cause} may be null. */
    public ExeuntException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(Secrets.hide(message), cause);
        this.code = code;
    }

    /** Returns the error code. */
    public ErrorCode code() {
        return code;
    }
}
