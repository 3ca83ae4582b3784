package org.exeunt.runtime.remote;

import java.nio.charset.StandardCharsets;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;

/** An exception of another process, as bytes: its code, or nothing; its message; its stack trace. */
public final class RemoteFailure {
    private static final char SEPARATOR = '\0';

    private RemoteFailure() {}

    /** Encodes an exception. */
    public static byte[] encode(RuntimeException thrown) {
        String code = thrown instanceof ExeuntException known ? known.code().toString() : "";
        String message = String.valueOf(thrown.getMessage()).replace(SEPARATOR, ' ');
        return (code + SEPARATOR + message + SEPARATOR + FailureText.stackTrace(thrown))
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Decodes an exception, with the same code and message; its cause has the stack trace.
     *
     * @param where the other process, for the cause
     */
    public static RuntimeException decode(byte[] bytes, String where) {
        String[] texts = new String(bytes, StandardCharsets.UTF_8).split(String.valueOf(SEPARATOR), 3);
        Throwable remote = new IllegalStateException("in %s: %s".formatted(where, texts[2]));
        if (texts[0].isEmpty()) {
            return new IllegalStateException(texts[1], remote);
        }
        return new ExeuntException(ErrorCode.parse(texts[0]), texts[1], remote);
    }
}
