package org.exeunt.runtime.step;

import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.runtime.federation.Modalities;

/**
 * Neither sends nor trains the blocks of modalities that a client lacks.
 *
 * <p>The client side of the strategy sees complete payloads: if a received parameter set has blocks of any modality,
 * the absent ones are filled in, with the client's initial values in the main parameters and in running statistics and
 * with 0 in other sets. They influence no output of the client. Personal models, which have all blocks, keep the
 * initial values there.
 */
public final class AbsentBlocks<S extends Record> extends RoundStep<S, RoundStep.Nothing> {
    private final Modalities modalities;

    /**
     * Creates the step around a strategy.
     *
     * @param modalities of the clients, some of which lack some
     */
    public AbsentBlocks(Strategy<S> strategy, Modalities modalities) {
        super(strategy, federation -> new Nothing());
        this.modalities = modalities;
    }

    @Override
    Payload send(Payload payload, Nothing memory, FederationSpec federation, ClientId client, ExitSet exits) {
        return without(modalities.absentBlocks(client, federation.layout()), payload);
    }

    @Override
    ClientUpdate reply(ClientUpdate update, ClientContext client) {
        BlockSet absent = absent(client);
        return absent.isEmpty()
                ? update
                : new ClientUpdate(without(absent, update.upload()), update.state(), update.report());
    }

    @Override
    Network limit(Network network, ClientContext client) {
        BlockSet absent = absent(client);
        return absent.isEmpty() ? network : new PartialNetwork(network, absent);
    }

    private BlockSet absent(ClientContext client) {
        return modalities.absentBlocks(client.id(), client.layout());
    }

    private static Payload without(BlockSet absent, Payload payload) {
        return payload.map((name, set) -> set.select(set.blocks().minus(absent)));
    }

    @Override
    ClientContext receive(ClientContext client) {
        BlockSet absent = absent(client);
        if (absent.isEmpty()) {
            return client;
        }
        BlockSet ofModalities = modalities.blocks(client.layout());
        return client.withReceived(client.received()
                .map((name, sent) -> sent.blocks().intersect(ofModalities).isEmpty()
                        ? sent
                        : sent.with(filler(name, sent, absent, client))));
    }

    /** Returns values of absent blocks: in other sets than the main parameters, of the kinds that were sent on their own. */
    private static ParameterSet filler(String name, ParameterSet sent, BlockSet absent, ClientContext client) {
        ParameterSet initial = client.federation().initial(client.id());
        if (name.equals(Payload.PARAMETERS)) {
            return initial.select(absent);
        }
        BlockSet buffers = client.layout().buffers();
        BlockSet filled = absent;
        if (sent.blocks().intersect(buffers).isEmpty()) {
            filled = filled.minus(buffers);
        } else if (sent.blocks().minus(buffers).isEmpty()) {
            filled = filled.intersect(buffers);
        }
        return name.equals(AveragedStatistics.STATISTICS) ? initial.select(filled) : ParameterSet.zeros(filled);
    }

    /** A network whose absent blocks cannot be trained. */
    private static final class PartialNetwork extends ForwardingNetwork {
        private final BlockSet held;

        PartialNetwork(Network network, BlockSet absent) {
            super(network);
            this.held = absent.layout().all().minus(absent);
        }

        @Override
        public TrainingReport train(
                Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
            return super.train(objective.restrictedTo(held), examples, training, random);
        }

        /** Returns a gradient of 0 for absent blocks. */
        @Override
        public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
            return ParameterSet.zeros(objective.trainable())
                    .with(super.gradient(objective.restrictedTo(held), examples, random));
        }
    }
}
