package org.exeunt.api.strategy;

import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;

/** The result of one client's training: an update or a failure. */
public sealed interface ClientResult {
    /** Returns the client. */
    ClientId client();

    /**
     * The client trained successfully.
     *
     * @param client the client
     * @param update its update; all values finite
     */
    record Success(ClientId client, ClientUpdate update) implements ClientResult {}

    /**
     * The client returned no usable update; its state is unchanged.
     *
     * @param client the client
     * @param code of an {@link ExeuntException}; empty for other exceptions and simulated failures
     * @param cause one sentence for the run record
     * @param stackTrace of an unexpected exception; empty if the client failed for a reason that {@code cause} explains
     */
    record Failure(ClientId client, Optional<ErrorCode> code, String cause, String stackTrace) implements ClientResult {
        /** Creates a failure without a code and a stack trace. */
        public Failure(ClientId client, String cause) {
            this(client, Optional.empty(), cause, "");
        }

        /** Creates the failure of a client for which {@code thrown} was thrown. */
        public static Failure of(ClientId client, RuntimeException thrown) {
            return thrown instanceof ExeuntException known
                    ? new Failure(client, Optional.of(known.code()), FailureText.of(known), "")
                    : new Failure(client, Optional.empty(), FailureText.of(thrown), FailureText.stackTrace(thrown));
        }
    }
}
