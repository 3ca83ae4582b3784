package org.exeunt.baselines;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;

/** A federation with a one-vector network, initially 0, in which the test provides the uploads. */
public final class GivenCohort {
    private final FederationSpec federation;

    private GivenCohort(FederationSpec federation) {
        this.federation = federation;
    }

    /**
     * Creates a federation.
     *
     * @param length of the vector
     * @param trainExamples number of training examples per client
     */
    public static GivenCohort of(int length, int... trainExamples) {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("w", BlockRole.BACKBONE, 1, List.of(length))
                .build();
        NetworkSpec network =
                NetworkSpec.of(layout, InputShape.vector(length), 2, List.of(new Macs(length)), List.of(new Macs(0)));
        List<ClientSpec> clients = IntStream.range(0, trainExamples.length)
                .mapToObj(i -> new ClientSpec(new ClientId(i), trainExamples[i]))
                .toList();
        return new GivenCohort(FederationSpec.of(9, clients, network, client -> ParameterSet.zeros(layout.all())));
    }

    /** Returns the federation. */
    public FederationSpec run() {
        return federation;
    }

    /** Returns a vector as parameters. */
    public ParameterSet vector(float... values) {
        return ParameterSet.of(federation.layout().all(), values);
    }

    /** Aggregates one upload per client in the initial state. */
    public <S extends Record> AggregationResult<S> aggregate(Strategy<S> strategy, float[]... uploads) {
        SortedMap<ClientId, float[]> all = new TreeMap<>();
        for (int i = 0; i < uploads.length; i++) {
            all.put(new ClientId(i), uploads[i]);
        }
        return aggregate(strategy, strategy.initialize(federation), all);
    }

    /** Aggregates the uploads of some clients. */
    public <S extends Record> AggregationResult<S> aggregate(
            Strategy<S> strategy, S state, SortedMap<ClientId, float[]> uploads) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        List<ClientResult> results = new ArrayList<>();
        uploads.forEach((client, values) -> {
            exits.put(client, ExitSet.of(1));
            results.add(Given.sent(client.index(), vector(values)));
        });
        return strategy.aggregate(
                state, new RoundContext(federation, new Round(1), exits), new ClientResults(federation, results));
    }

    /** Returns the weights of all clients in the aggregated model of one client. */
    public double[] row(AggregationResult<?> aggregated, int client) {
        return federation.clients().stream()
                .mapToDouble(other ->
                        aggregated.relations().get("collaboration-weights").between(new ClientId(client), other.id()))
                .toArray();
    }
}
