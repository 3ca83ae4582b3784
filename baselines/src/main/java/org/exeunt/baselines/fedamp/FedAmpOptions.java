package org.exeunt.baselines.fedamp;

import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Options of FedAMP, including the points on which the paper and its public implementations differ.
 *
 * @param loss loss of every client
 * @param variant formula of the weights
 * @param sigma if absent, 10 with {@code heuristic} and 1 with {@code attention}; above 0 with {@code attention}
 * @param selfWeight xi_ii of {@code heuristic}
 * @param lambda strength of the proximal term {@code lambda / (2 alpha) ||w - u_i||^2}
 * @param alpha server step of {@code attention}, and part of the proximal term in both variants
 * @param vector vectors that {@code heuristic} compares
 * @param pool clients whose models are combined
 * @param start model from which a client starts training
 * @param evaluate personal model of a client
 */
public record FedAmpOptions(
        @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
        @Option(
                        value = "Formula that computes the weights of clients from their similarity",
                        defaultValue = "heuristic")
                Variant variant,
        @Option(
                        value = "Factor of cosines (heuristic, 10 if absent) or scale of squared distances"
                                + " (attention, 1 if absent)",
                        min = 0)
                Optional<Double> sigma,
        @Option(
                        value = "Weight of a client's own model in the heuristic variant",
                        defaultValue = "0.5",
                        min = 0,
                        max = 1)
                double selfWeight,
        @Option(value = "Strength of the proximal term towards the cloud model", defaultValue = "1", min = 0, max = 1e3)
                double lambda,
        @Option(value = "Step size of the server", defaultValue = "1", above = 0) double alpha,
        @Option(value = "Vectors that the heuristic variant compares", defaultValue = "delta") Vector vector,
        @Option(value = "Clients whose models are combined", defaultValue = "sampled") Pool pool,
        @Option(value = "Model from which a client starts training", defaultValue = "cloud") Start start,
        @Option(value = "Which model of a client is evaluated", defaultValue = "local") Evaluate evaluate) {

    /** Formula of the weights. */
    public enum Variant {
        /** A softmax of cosines for the other clients, a fixed weight for the client itself. */
        HEURISTIC,
        /**
         * The attention of the paper's Algorithm 1, {@code (alpha / sigma) exp(-||w_i - w_j||^2 / sigma)} for the other
         * clients and the remaining weight for the client itself.
         */
        ATTENTION
    }

    /** Vectors that are compared by cosine. */
    public enum Vector {
        /** The change of parameters in the most recent local training. */
        DELTA,
        /** The parameters. */
        PARAMS
    }

    /** Clients whose models are combined. */
    public enum Pool {
        /** The clients of the round's cohort. */
        SAMPLED,
        /** All clients that have trained, with their most recent models. */
        ALL_CACHED
    }

    /** Model from which a client starts training. */
    public enum Start {
        /** The cloud model u_i. */
        CLOUD,
        /** The client's own most recent model; the cloud model is only the anchor of the proximal term. */
        LOCAL
    }

    /** Personal model of a client. */
    public enum Evaluate {
        /** The client's own most recent model w_i. */
        LOCAL,
        /** The most recent cloud model u_i. */
        CLOUD
    }

    public FedAmpOptions {
        if (variant == Variant.ATTENTION && sigma.isPresent() && !(sigma.get() > 0)) {
            throw new IllegalArgumentException(
                    "'sigma' is %s; with variant attention it is a divisor and must be above 0".formatted(sigma.get()));
        }
    }

    /** Returns sigma, or the default of the variant if absent. */
    double effectiveSigma() {
        return sigma.orElse(variant == Variant.HEURISTIC ? 10.0 : 1.0);
    }

    /** Returns whether clients keep their whole network in their state, or only its running statistics. */
    boolean keepsOwnModel() {
        return start == Start.LOCAL || evaluate == Evaluate.LOCAL;
    }
}
