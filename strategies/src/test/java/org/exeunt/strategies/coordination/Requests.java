package org.exeunt.strategies.coordination;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.Similarities;

/** Coordination requests for tests. */
final class Requests {
    /** The similarities of the worked example: off-diagonal sums .2, .6, -.8, -.2; conflict sums -.3, 0, -.8, -.5. */
    static final double[][] EXAMPLE = {{1, .4, -.3, .1}, {.4, 1, 0, .2}, {-.3, 0, 1, -.5}, {.1, .2, -.5, 1}};

    private Requests() {}

    static List<ClientId> clients(int count) {
        return IntStream.range(0, count).mapToObj(ClientId::new).toList();
    }

    static Similarities example() {
        return Similarities.none().with(clients(4), EXAMPLE);
    }

    static CoordinationRequest of(int round, int rounds, int exits, int cohort, Similarities similarities) {
        return CoordinationRequest.of(rounds, exits, 2 * cohort, new Round(round), clients(cohort))
                .withSimilarities(similarities)
                .withRandom(new RandomStreams(1).stream("coordination", round));
    }
}
