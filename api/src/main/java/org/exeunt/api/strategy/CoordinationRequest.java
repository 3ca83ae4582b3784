package org.exeunt.api.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.random.RandomStreams;

/** The inputs of a {@link CoordinationPolicy} in one round. Immutable except for the random generator. */
public final class CoordinationRequest {
    private final FederationSpec federation;
    private final Round round;
    private final List<ClientId> cohort;
    private final Similarities similarities;
    private final RandomGenerator random;

    private CoordinationRequest(
            FederationSpec federation,
            Round round,
            List<ClientId> cohort,
            Similarities similarities,
            RandomGenerator random) {
        this.federation = federation;
        this.round = round;
        this.cohort = List.copyOf(cohort);
        this.similarities = similarities;
        this.random = random;
    }

    /**
     * Returns a request without similarities and with a fixed random stream.
     *
     * @param federation constants of the run
     * @param round the round
     * @param cohort clients of the round, in client order
     */
    public static CoordinationRequest of(FederationSpec federation, Round round, List<ClientId> cohort) {
        return new CoordinationRequest(
                federation, round, cohort, Similarities.none(), new RandomStreams(0).stream("coordination"));
    }

    /** Returns this request with other similarities. */
    public CoordinationRequest withSimilarities(Similarities other) {
        return new CoordinationRequest(federation, round, cohort, other, random);
    }

    /** Returns this request with another random generator. */
    public CoordinationRequest withRandom(RandomGenerator other) {
        return new CoordinationRequest(federation, round, cohort, similarities, other);
    }

    /** Returns the constants of the run. */
    public FederationSpec federation() {
        return federation;
    }

    /** Returns the number of rounds of the run. */
    public int rounds() {
        return federation.rounds();
    }

    /** Returns the number of exits of the network, m. */
    public int exits() {
        return federation.network().exits();
    }

    /** Returns the number of clients of the federation. */
    public int clients() {
        return federation.clients().size();
    }

    /** Returns the round. */
    public Round round() {
        return round;
    }

    /** Returns the clients of the round, in client order. */
    public List<ClientId> cohort() {
        return cohort;
    }

    /** Returns the latest similarities between clients. */
    public Similarities similarities() {
        return similarities;
    }

    /** Returns the only source of randomness, new for each round. */
    public RandomGenerator random() {
        return random;
    }
}
