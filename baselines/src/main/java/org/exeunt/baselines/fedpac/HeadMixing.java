package org.exeunt.baselines.fedpac;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.baselines.fedpac.FedPacOptions.HeadWeights;
import org.exeunt.strategies.WeightedSums;

/**
 * Computes the personal heads of one cohort, exit by exit, as weighted sums of the heads of the clients that trained
 * them.
 */
final class HeadMixing {
    private final FedPacOptions options;
    private final LinearAlgebra algebra;
    private final NetworkSpec network;
    private final SortedMap<ClientId, ClientUpdate> updates;
    private final SortedMap<ClientId, List<ParameterSet>> newHeads = new TreeMap<>();
    /**
     * Weights by the exit that provides the features and by clients, so that exits with the same statistics share their
     * quadratic programs.
     */
    private final Map<Statistics, double[][]> weightsByStatistics = new HashMap<>();

    private final Map<String, ClientMatrix> weightMatrices = new TreeMap<>();

    private record Statistics(Exit features, List<ClientId> clients) {}

    HeadMixing(FedPacOptions options, LinearAlgebra algebra, NetworkSpec network, ClientResults results) {
        this.options = options;
        this.algebra = algebra;
        this.network = network;
        this.updates = results.updates();
        updates.keySet().forEach(client -> newHeads.put(client, new ArrayList<>()));
        network.allExits().forEach(this::combine);
    }

    private void combine(Exit exit) {
        BlockSet head = network.layout().head(exit);
        List<ClientId> clients = new ArrayList<>();
        List<ParameterSet> heads = new ArrayList<>();
        updates.forEach((client, update) -> {
            ParameterSet upload = update.upload().parameters(Payload.PARAMETERS);
            if (upload.blocks().containsAll(head)) {
                clients.add(client);
                heads.add(upload.select(head));
            }
        });
        if (clients.isEmpty()) {
            return;
        }
        List<ParameterSet> combined = heads;
        if (options.headWeights() != HeadWeights.OWN) {
            double[][] rows = rows(exit, clients);
            combined = WeightedSums.of(algebra, heads, rows);
            weightMatrices.put("exit-%s-head-weights".formatted(exit), ClientMatrix.of(clients, clients, rows));
        }
        for (int i = 0; i < clients.size(); i++) {
            newHeads.get(clients.get(i)).add(combined.get(i));
        }
    }

    private double[][] rows(Exit exit, List<ClientId> clients) {
        Exit features = options.headWeights() == HeadWeights.PER_EXIT ? exit : network.finalExit();
        return weightsByStatistics.computeIfAbsent(new Statistics(features, clients), this::solve);
    }

    private double[][] solve(Statistics statistics) {
        List<Payload> uploads = statistics.clients().stream()
                .map(client -> updates.get(client).upload())
                .toList();
        List<float[]> means = uploads.stream()
                .map(upload -> upload.vector(FedPac.weightedMeans(statistics.features())))
                .toList();
        double[] variances = uploads.stream()
                .mapToDouble(upload -> upload.vector(FedPac.variance(statistics.features()))[0])
                .toArray();
        return new Collaboration(means, variances).rows(options.epsilon());
    }

    /** Returns the heads of a client after aggregation: the previous ones with the trained heads replaced. */
    ParameterSet updated(ParameterSet previous, ClientId client) {
        ParameterSet heads = previous;
        for (ParameterSet head : newHeads.get(client)) {
            heads = heads.with(head);
        }
        return heads;
    }

    /** Returns the number of quadratic programs that were solved, one per client and row of weights. */
    double programs() {
        return weightsByStatistics.keySet().stream()
                .mapToInt(statistics -> statistics.clients().size())
                .sum();
    }

    /** Returns the weights of the heads of each exit, by name. */
    Map<String, ClientMatrix> weightMatrices() {
        return weightMatrices;
    }
}
