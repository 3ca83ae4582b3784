package org.exeunt.testkit.strategy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/** Strategies that break one rule each, as mistakes do it. */
public final class BrokenStrategies {
    private BrokenStrategies() {}

    /** Breaks S1: the state's map is filled in place. */
    public static final class FillsItsStateInPlace implements Strategy<FillsItsStateInPlace.Server> {
        public record Server(ParameterSet backbone, Map<ClientId, Integer> lastSeen) {}

        private final PersonalHeads sound = new PersonalHeads();

        @Override
        public Server initialize(FederationSpec federation) {
            return new Server(sound.initialize(federation).backbone(), new TreeMap<>());
        }

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(server.backbone());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            return sound.train(client, network);
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            results.updates().keySet().forEach(client -> server.lastSeen()
                    .put(client, round.round().number()));
            return AggregationResult.of(new Server(results.mean(AggregationWeights.DATA_SIZE), server.lastSeen()));
        }
    }

    /** Breaks S2: every call sends a little more. */
    public static final class CountsPublications extends PersonalHeads {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(ParameterMath.scale(1 + 1e-4 * CALLS.incrementAndGet(), server.backbone()));
        }
    }

    /** Breaks S3: a running mean over a set whose order is that of addresses in memory. */
    public static final class MergesInOrderOfAddresses extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            Set<ClientUpdate> updates = Collections.newSetFromMap(new IdentityHashMap<>());
            updates.addAll(results.updates().values());
            ParameterSet mean = server.backbone();
            for (ClientUpdate update : updates) {
                mean = ParameterMath.scale(
                        0.5, ParameterMath.add(mean, update.upload().parameters(Payload.PARAMETERS)));
            }
            return AggregationResult.of(new Server(mean));
        }
    }

    /** Breaks S4: running statistics are those of whoever used the network before. */
    public static final class ForgetsToLoadBuffers extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ParameterSet leftOver = network.read(client.layout().buffers());
            Payload received =
                    Payload.of(client.received().parameters(Payload.PARAMETERS).with(leftOver));
            return super.train(client.withReceived(received), network);
        }
    }

    /** Breaks S5: remembers in a field. */
    public static final class CountsTrainings extends PersonalHeads {
        private int trainings;

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            trainings++;
            return super.train(client, network);
        }

        public int trainings() {
            return trainings;
        }
    }

    /** Breaks S5: what one client sent can be seen while another trains. */
    public static final class SharesWhatClientsSent extends PersonalHeads {
        private final Map<ClientId, Payload> sent = new ConcurrentHashMap<>();

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            sent.put(client.id(), update.upload());
            return update;
        }
    }

    /** Breaks S6: each personal model is drawn a little off, from a stream shared by all runs. */
    public static final class PersonalisesByChance extends PersonalHeads {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public void personalise(ClientContext client, Network network) {
            super.personalise(client, network);
            ParameterSet heads = network.read(client.layout().heads());
            network.load(ParameterMath.scale(1 + 1e-4 * CALLS.incrementAndGet(), heads));
        }
    }

    /** Breaks S7: the state holds a bare array. */
    public static final class KeepsAnArray implements Strategy<KeepsAnArray.Server> {
        public record Server(ParameterSet backbone, double[] weights) {}

        private final PersonalHeads sound = new PersonalHeads();

        @Override
        public Server initialize(FederationSpec federation) {
            return new Server(sound.initialize(federation).backbone(), new double[0]);
        }

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(server.backbone());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            return sound.train(client, network);
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            double[] weights = results.weights(AggregationWeights.DATA_SIZE);
            return AggregationResult.of(new Server(ParameterMath.weightedSum(results.parameters(), weights), weights));
        }
    }

    /** Breaks S8: counts on every client. */
    public static final class NeedsEveryClient extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            for (ClientResult outcome : results.all()) {
                if (outcome instanceof ClientResult.Failure failure) {
                    throw new IllegalStateException("client " + failure.client() + " gave no update");
                }
            }
            return super.aggregate(server, round, results);
        }
    }

    /** Breaks S9: sends the personal heads too, and ignores them on the server. */
    public static final class LeaksPersonalHeads extends PersonalHeads {
        @Override
        protected Payload upload(ParameterLayout layout, Network network) {
            return Payload.of(network.read(layout.trainable()));
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            ParameterSet mean = results.mean(AggregationWeights.DATA_SIZE);
            return AggregationResult.of(new Server(mean.select(mean.layout().backbone())));
        }
    }

    /** Breaks S10: weight decay moves the heads of exits that do not learn. */
    public static final class DecaysInactiveHeads extends PersonalHeads {
        @Override
        protected BlockSet trainable(ClientContext client) {
            return client.layout().trainable();
        }
    }

    /** Breaks S10: judges the loss itself. */
    public static final class ThrowsOnNotANumber extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            if (Double.isNaN(update.report().loss())) {
                throw new IllegalStateException("the loss is not a number");
            }
            return update;
        }
    }

    /** Breaks S12: promises what it does not do. */
    public static final class AcceptsRulesAndAsksNone extends PersonalHeads {
        @Override
        public Set<StrategyCapability> capabilities() {
            return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.AGGREGATORS);
        }
    }

    /** Breaks S10: knows the clients of the federation alone. */
    public static final class KnowsMembersOnly extends PersonalHeads {
        @Override
        public void personalise(ClientContext client, Network network) {
            client.federation().clients().get(client.id().index());
            super.personalise(client, network);
        }
    }
}
