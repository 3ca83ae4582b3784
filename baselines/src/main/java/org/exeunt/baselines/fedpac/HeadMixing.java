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

/** The heads of one cohort, mixed exit by exit among the clients that trained them. */
final class HeadMixing {
    private final FedPacOptions options;
    private final LinearAlgebra algebra;
    private final NetworkSpec network;
    private final SortedMap<ClientId, ClientUpdate> updates;
    private final SortedMap<ClientId, List<ParameterSet>> mixed = new TreeMap<>();
    /** Exits that share their statistics and clients share their programs. */
    private final Map<Measured, double[][]> solved = new HashMap<>();

    private final Map<String, ClientMatrix> relations = new TreeMap<>();

    private record Measured(Exit features, List<ClientId> clients) {}

    HeadMixing(FedPacOptions options, LinearAlgebra algebra, NetworkSpec network, ClientResults results) {
        this.options = options;
        this.algebra = algebra;
        this.network = network;
        this.updates = results.updates();
        updates.keySet().forEach(client -> mixed.put(client, new ArrayList<>()));
        network.allExits().forEach(this::mix);
    }

    private void mix(Exit exit) {
        BlockSet head = network.layout().head(exit);
        List<ClientId> clients = new ArrayList<>();
        List<ParameterSet> heads = new ArrayList<>();
        updates.forEach((client, update) -> {
            ParameterSet sent = update.upload().parameters(Payload.PARAMETERS);
            if (sent.blocks().containsAll(head)) {
                clients.add(client);
                heads.add(sent.select(head));
            }
        });
        if (clients.isEmpty()) {
            return;
        }
        List<ParameterSet> mixtures = heads;
        if (options.headWeights() != HeadWeights.OWN) {
            double[][] rows = rows(exit, clients);
            mixtures = WeightedSums.of(algebra, heads, rows);
            relations.put("exit-%s-head-weights".formatted(exit), ClientMatrix.of(clients, clients, rows));
        }
        for (int i = 0; i < clients.size(); i++) {
            mixed.get(clients.get(i)).add(mixtures.get(i));
        }
    }

    private double[][] rows(Exit exit, List<ClientId> clients) {
        Exit features = options.headWeights() == HeadWeights.PER_EXIT ? exit : network.finalExit();
        return solved.computeIfAbsent(new Measured(features, clients), this::solve);
    }

    private double[][] solve(Measured measured) {
        List<Payload> uploads = measured.clients().stream()
                .map(client -> updates.get(client).upload())
                .toList();
        List<float[]> means = uploads.stream()
                .map(upload -> upload.vector(FedPac.weightedMeans(measured.features())))
                .toList();
        double[] variances = uploads.stream()
                .mapToDouble(upload -> upload.vector(FedPac.variance(measured.features()))[0])
                .toArray();
        return new Collaboration(means, variances).rows(options.epsilon());
    }

    /** Returns a client's heads after the merge: the new ones over those it had. */
    ParameterSet onto(ParameterSet previous, ClientId client) {
        ParameterSet heads = previous;
        for (ParameterSet head : mixed.get(client)) {
            heads = heads.with(head);
        }
        return heads;
    }

    /** Returns the number of quadratic programs that were solved, one a client and row. */
    double programs() {
        return solved.keySet().stream()
                .mapToInt(measured -> measured.clients().size())
                .sum();
    }

    /** Returns the weights with which the heads of each exit were mixed, by name. */
    Map<String, ClientMatrix> relations() {
        return relations;
    }
}
