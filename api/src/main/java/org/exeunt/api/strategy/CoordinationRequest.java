package org.exeunt.api.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.random.RandomStreams;

/** What a {@link CoordinationPolicy} may depend on in one round. Immutable but for the random generator. */
public final class CoordinationRequest {
    private final int rounds;
    private final int exits;
    private final int clients;
    private final Round round;
    private final List<ClientId> cohort;
    private final Similarities similarities;
    private final RandomGenerator random;

    private CoordinationRequest(
            int rounds,
            int exits,
            int clients,
            Round round,
            List<ClientId> cohort,
            Similarities similarities,
            RandomGenerator random) {
        this.rounds = rounds;
        this.exits = exits;
        this.clients = clients;
        this.round = round;
        this.cohort = List.copyOf(cohort);
        this.similarities = similarities;
        this.random = random;
    }

    /**
     * Returns a request for a round of a run, without similarities and with a fixed random stream.
     *
     * @param rounds number of rounds of the run
     * @param exits number of exits of the network, m
     * @param clients number of clients of the federation
     * @param cohort clients of the round, in client order
     */
    public static CoordinationRequest of(int rounds, int exits, int clients, Round round, List<ClientId> cohort) {
        return new CoordinationRequest(
                rounds,
                exits,
                clients,
                round,
                cohort,
                Similarities.none(),
                new RandomStreams(0).stream("coordination"));
    }

    /** Returns this request with similarities. */
    public CoordinationRequest withSimilarities(Similarities other) {
        return new CoordinationRequest(rounds, exits, clients, round, cohort, other, random);
    }

    /** Returns this request with a random generator. */
    public CoordinationRequest withRandom(RandomGenerator other) {
        return new CoordinationRequest(rounds, exits, clients, round, cohort, similarities, other);
    }

    /** Returns the number of rounds of the run. */
    public int rounds() {
        return rounds;
    }

    /** Returns the number of exits of the network, m. */
    public int exits() {
        return exits;
    }

    /** Returns the number of clients of the federation. */
    public int clients() {
        return clients;
    }

    /** Returns the round. */
    public Round round() {
        return round;
    }

    /** Returns the clients of the round, in client order. */
    public List<ClientId> cohort() {
        return cohort;
    }

    /** Returns the similarities that the strategy provided last. */
    public Similarities similarities() {
        return similarities;
    }

    /** Returns the only source of randomness, fresh for this round. */
    public RandomGenerator random() {
        return random;
    }
}
