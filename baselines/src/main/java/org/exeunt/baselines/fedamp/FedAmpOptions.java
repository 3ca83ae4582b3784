package org.exeunt.baselines.fedamp;

import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * What the paper and its implementations leave to choose.
 *
 * @param loss of every client
 * @param variant how alikeness becomes weights
 * @param sigma 10 with {@code heuristic}, 1 with {@code attention} if left out; above 0 with {@code attention}
 * @param selfWeight xi_ii of {@code heuristic}
 * @param lambda strength of the pull; the proximal term is {@code lambda / (2 alpha) ||w - u_i||^2}
 * @param alpha the server's step in {@code attention}, and part of the proximal term in both
 * @param vector what {@code heuristic} compares
 * @param pool whose models are mixed
 * @param start where a client's training begins
 * @param evaluate which of a client's two models is its personal one
 */
public record FedAmpOptions(
        @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
        @Option(value = "How alike clients get weight", defaultValue = "heuristic") Variant variant,
        @Option(
                        value =
                                "How sharply: factor of cosines (heuristic, usually 10) or scale of squared distances (attention, usually 1)",
                        min = 0)
                Optional<Double> sigma,
        @Option(value = "Weight of a client's own model with heuristic", defaultValue = "0.5", min = 0, max = 1)
                double selfWeight,
        @Option(value = "Strength of the pull to the cloud model", defaultValue = "1", min = 0, max = 1e3)
                double lambda,
        @Option(value = "Step of the server", defaultValue = "1", above = 0) double alpha,
        @Option(value = "What heuristic compares", defaultValue = "delta") Vector vector,
        @Option(value = "Whose models are mixed", defaultValue = "sampled") Pool pool,
        @Option(value = "Where training starts", defaultValue = "cloud") Start start,
        @Option(value = "Which model is evaluated", defaultValue = "local") Evaluate evaluate) {

    /** How weights come from alikeness. */
    public enum Variant {
        /** A softmax of cosines for the others, a fixed weight for oneself. */
        HEURISTIC,
        /** The paper's attention, {@code (alpha / sigma) exp(-||w_i - w_j||^2 / sigma)} for the others, the rest for oneself. */
        ATTENTION
    }

    /** What is compared by its cosine. */
    public enum Vector {
        /** What the last local training changed. */
        DELTA,
        /** The parameters themselves. */
        PARAMS
    }

    /** Whose models are mixed. */
    public enum Pool {
        /** Those of the round's cohort. */
        SAMPLED,
        /** Those of all clients that ever trained, as they last were. */
        ALL_CACHED
    }

    /** What a client's training starts from. */
    public enum Start {
        /** The cloud model u_i. */
        CLOUD,
        /** Its own last model; the cloud model only attracts it. */
        LOCAL
    }

    /** A client's personal model. */
    public enum Evaluate {
        /** Its own last model w_i. */
        LOCAL,
        /** The newest cloud model u_i. */
        CLOUD
    }

    public FedAmpOptions {
        if (variant == Variant.ATTENTION && sigma.isPresent() && !(sigma.get() > 0)) {
            throw new IllegalArgumentException(
                    "'sigma' is %s; with variant attention it divides and must be above 0".formatted(sigma.get()));
        }
    }

    /** Returns sigma, or what is usual for the variant. */
    double sharpness() {
        return sigma.orElse(variant == Variant.HEURISTIC ? 10.0 : 1.0);
    }

    /** Returns whether clients keep the whole of their network, not its running statistics alone. */
    boolean keepsOwnModel() {
        return start == Start.LOCAL || evaluate == Evaluate.LOCAL;
    }
}
