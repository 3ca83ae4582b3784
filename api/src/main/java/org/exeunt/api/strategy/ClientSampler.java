package org.exeunt.api.strategy;

import java.util.List;
import org.exeunt.api.ClientId;

/**
 * Selects the cohort of a round. Pure: a sampler that learns from earlier rounds reads them from {@link
 * SamplingRequest#feedback}. Called once per round on the server thread.
 */
public interface ClientSampler {
    /**
     * Checks that the sampler supports a federation. Called once before the first round. The default accepts every
     * federation.
     *
     * @throws IllegalArgumentException if the sampler does not support this federation; the message states why
     */
    default void validate(FederationSpec federation) throws IllegalArgumentException {}

    /**
     * Returns whether a client is ever sampled. The default is true. A client that is not never trains and is evaluated
     * with what the server sends it. A cohort has at most the admitted clients; a run without any is rejected.
     */
    default boolean admits(ClientSpec client) {
        return true;
    }

    /** Returns distinct clients that are {@linkplain #admits admitted}, as many as requested, in client order. */
    List<ClientId> sample(SamplingRequest request);
}
