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
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;

/** A federation whose network is one vector, 0 at the start, and whose clients upload what a test gives. */
public final class GivenCohort {
    private final FederationSpec federation;

    private GivenCohort(FederationSpec federation) {
        this.federation = federation;
    }

    /**
     * Makes a federation.
     *
     * @param length of the vector
     * @param trainExamples one entry a client
     */
    public static GivenCohort of(int length, int... trainExamples) {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("w", BlockRole.BACKBONE, 1, List.of(length))
                .build();
        NetworkSpec network =
                new NetworkSpec(layout, InputShape.vector(length), 2, List.of(new Macs(length)), List.of(new Macs(0)));
        List<ClientSpec> clients = IntStream.range(0, trainExamples.length)
                .mapToObj(i -> new ClientSpec(new ClientId(i), trainExamples[i]))
                .toList();
        return new GivenCohort(FederationSpec.of(9, clients, network, client -> ParameterSet.zeros(layout.all())));
    }

    /** Returns the facts of the run. */
    public FederationSpec run() {
        return federation;
    }

    /** Returns a vector as parameters. */
    public ParameterSet vector(float... values) {
        return ParameterSet.of(federation.layout().all(), values);
    }

    /** Merges the first uploads of all clients. */
    public <S extends Record> AggregationResult<S> merge(Strategy<S> strategy, float[]... uploads) {
        SortedMap<ClientId, float[]> all = new TreeMap<>();
        for (int i = 0; i < uploads.length; i++) {
            all.put(new ClientId(i), uploads[i]);
        }
        return merge(strategy, strategy.initialize(federation), all);
    }

    /** Merges uploads of some clients. */
    public <S extends Record> AggregationResult<S> merge(
            Strategy<S> strategy, S state, SortedMap<ClientId, float[]> uploads) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        List<ClientResult> outcomes = new ArrayList<>();
        uploads.forEach((client, values) -> {
            exits.put(client, ExitSet.of(1));
            outcomes.add(new ClientResult.Success(
                    client, new ClientUpdate(Payload.of(vector(values)), Payload.empty(), TrainingReport.of(1, 1, 0))));
        });
        return strategy.aggregate(
                state, new RoundContext(federation, new Round(1), exits), new ClientResults(federation, outcomes));
    }

    /** Returns a merge's row of weights for a client, one entry a client. */
    public double[] row(AggregationResult<?> merged, int client) {
        return federation.clients().stream()
                .mapToDouble(other ->
                        merged.relations().get("collaboration-weights").between(new ClientId(client), other.id()))
                .toArray();
    }
}
