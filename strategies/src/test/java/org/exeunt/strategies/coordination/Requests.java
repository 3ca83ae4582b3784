package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Feedback;
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

    /** Returns random similarities of a few values, so that sums of them often tie but for their last bits. */
    static Similarities nearTies(int clients, RandomGenerator random) {
        int levels = 1 + random.nextInt(20);
        double[][] matrix = new double[clients][clients];
        for (int i = 0; i < clients; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = (random.nextInt(2 * levels + 1) - levels) / 10.0 / levels;
                matrix[j][i] = matrix[i][j];
            }
        }
        return Similarities.none().with(clients(clients), matrix);
    }

    /** Returns a federation of clients with 10 examples each, and a network of which stage and head k have k values. */
    static FederationSpec federation(int rounds, int exits, int clients) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        List<Macs> costs = new ArrayList<>();
        for (int k = 1; k <= exits; k++) {
            layout.add("stage%d/W".formatted(k), BlockRole.BACKBONE, k, List.of(k));
            layout.add("exit%d/W".formatted(k), BlockRole.HEAD, k, List.of(k));
            costs.add(new Macs(k));
        }
        NetworkSpec network = NetworkSpec.of(layout.build(), InputShape.vector(1), 2, costs, costs);
        return FederationSpec.of(
                rounds,
                clients(clients).stream()
                        .map(client -> new ClientSpec(client, 10))
                        .toList(),
                network,
                client -> ParameterSet.zeros(network.layout().all()));
    }

    static CoordinationRequest of(int round, int rounds, int exits, int cohort, Similarities similarities) {
        return new CoordinationRequest(
                federation(rounds, exits, 2 * cohort),
                new Round(round),
                clients(cohort),
                similarities,
                Feedback.none(),
                new RandomStreams(1).stream("coordination", round));
    }
}
