package org.exeunt.runtime.step;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;

/**
 * Averages the running statistics of the clients on the server.
 *
 * <p>The statistics of the stages that a client is sent are added to the main parameters in both directions; a payload
 * without main parameters carries none. A client sends the statistics that it would otherwise have kept after training;
 * those of a second, personal model ({@code ditto}, {@code apfl}) stay with that model. The server averages them stage
 * by stage over the clients that sent them, weighted by their numbers of training examples.
 */
public final class AveragedStatistics<S extends Record> extends RoundStep<S, AveragedStatistics.Memory> {
    /**
     * What the step remembers.
     *
     * @param statistics that the server averages
     */
    public record Memory(ParameterSet statistics) {}

    /** Name of the statistics in payloads. */
    static final String STATISTICS = "running-statistics";

    /** Creates the step around a strategy. */
    public AveragedStatistics(Strategy<S> strategy) {
        super(
                strategy,
                federation -> new Memory(
                        federation.initial().select(federation.layout().buffers())));
    }

    @Override
    Payload send(Payload payload, Memory memory, FederationSpec federation, ClientId client, ExitSet exits) {
        return payload.parameters().isEmpty()
                ? payload
                : payload.with(STATISTICS, memory.statistics().select(statisticsOf(federation.layout(), exits)));
    }

    private static BlockSet statisticsOf(ParameterLayout layout, ExitSet exits) {
        return layout.select(block -> block.role().isStatistic()
                && (block.role().ofBackbone()
                        ? block.depth() <= exits.deepest()
                        : exits.contains(new Exit(block.depth()))));
    }

    @Override
    ClientUpdate reply(ClientUpdate update, ClientContext client) {
        // a client that took no step has the statistics of an earlier round
        if (!client.received().has(STATISTICS)
                || update.state().parameters().isEmpty()
                || update.report().steps() == 0) {
            return update;
        }
        ParameterSet kept = update.state().parameters().get();
        BlockSet sent = kept.blocks().intersect(statisticsOf(client.layout(), client.exits()));
        return new ClientUpdate(update.upload().with(STATISTICS, kept.select(sent)), update.state(), update.report());
    }

    /** Moves the statistics into the main parameters, from which {@link ClientContext#parameters} reads. */
    @Override
    ClientContext receive(ClientContext client) {
        Payload received = client.received();
        return received.has(STATISTICS)
                ? client.withReceived(received.with(
                        Payload.PARAMETERS, received.parameters().orElseThrow().with(received.parameters(STATISTICS))))
                : client;
    }

    @Override
    Memory remember(Memory memory, RoundContext round, ClientResults results) {
        BlockSet none = round.federation().layout().none();
        List<ParameterSet> sent = results.updates().values().stream()
                .map(ClientUpdate::upload)
                .map(upload -> upload.has(STATISTICS) ? upload.parameters(STATISTICS) : ParameterSet.zeros(none))
                .toList();
        return new Memory(results.aggregate(memory.statistics(), sent, AggregationWeights.DATA_SIZE));
    }
}
