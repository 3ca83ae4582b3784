package org.exeunt.api.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.random.RandomStreams;

/** The inputs of a {@link CoordinationPolicy} in one round. Immutable except for the random generator. */
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
     * Returns a request without similarities and with a fixed random stream.
     *
     * @param rounds number of rounds of the run
     * @param exits number of exits of the network, m
     * @param clients number of clients of the federation
     * @param round the round
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

    /** Returns this request with other similarities. */
    public CoordinationRequest withSimilarities(Similarities other) {
        return new CoordinationRequest(rounds, exits, clients, round, cohort, other, random);
    }

    /** Returns this request with another random generator. */
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

    /** Returns the latest similarities between clients. */
    public Similarities similarities() {
        return similarities;
    }

    /** Returns the only source of randomness, new for each round. */
    public RandomGenerator random() {
        return random;
    }
}
