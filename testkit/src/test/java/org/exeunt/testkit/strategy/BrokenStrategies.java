package org.exeunt.testkit.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.Teacher;
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
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/** Strategies that break one rule each, by typical mistakes. */
public final class BrokenStrategies {
    private BrokenStrategies() {}

    /** Breaks S1: modifies the map in its state. */
    public static final class ModifiesItsState implements Strategy<ModifiesItsState.Server> {
        public record Server(ParameterSet backbone, Map<ClientId, Integer> lastSeen) {}

        private final PersonalHeads valid = new PersonalHeads();

        @Override
        public Server initialize(FederationSpec federation) {
            return new Server(valid.initialize(federation).backbone(), new TreeMap<>());
        }

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(server.backbone());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            return valid.train(client, network);
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            results.updates().keySet().forEach(client -> server.lastSeen()
                    .put(client, round.round().number()));
            return AggregationResult.of(new Server(results.mean(AggregationWeights.DATA_SIZE), server.lastSeen()));
        }
    }

    /** Keeps the contract: rejects a federation of one client, which it cannot compare. */
    public static final class ComparesClients extends PersonalHeads {
        @Override
        public Server initialize(FederationSpec federation) {
            if (federation.clients().size() < 2) {
                throw new IllegalArgumentException("it compares clients; at least two are required");
            }
            return super.initialize(federation);
        }
    }

    /** Breaks S2: each call scales the payload a little more. */
    public static final class CountsDownloads extends PersonalHeads {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(ParameterMath.scale(1 + 1e-4 * CALLS.incrementAndGet(), server.backbone()));
        }
    }

    /** Breaks S3: computes a running mean over an identity set. */
    public static final class AggregatesInAddressOrder extends PersonalHeads {
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

    /** Breaks S4: uses the running statistics of the previous client. */
    public static final class ForgetsToLoadBuffers extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ParameterSet leftOver = network.read(client.layout().buffers());
            Payload received =
                    Payload.of(client.received().parameters(Payload.PARAMETERS).with(leftOver));
            return super.train(client.withReceived(received), network);
        }
    }

    /** Breaks S5: keeps state in a field. */
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

    /** Breaks S5: makes the upload of one client available to the training of others. */
    public static final class SharesUploads extends PersonalHeads {
        private final Map<ClientId, Payload> sent = new ConcurrentHashMap<>();

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            sent.put(client.id(), update.upload());
            return update;
        }
    }

    /** Breaks S6: changes each personal model by a counter that is shared by all runs. */
    public static final class PersonalisesAtRandom extends PersonalHeads {
        private static final AtomicInteger CALLS = new AtomicInteger();

        @Override
        public void personalise(ClientContext client, Network network) {
            super.personalise(client, network);
            ParameterSet heads = network.read(client.layout().heads());
            network.load(ParameterMath.scale(1 + 1e-4 * CALLS.incrementAndGet(), heads));
        }
    }

    /** Breaks S7: the state contains an array. */
    public static final class KeepsAnArray implements Strategy<KeepsAnArray.Server> {
        public record Server(ParameterSet backbone, double[] weights) {}

        private final PersonalHeads valid = new PersonalHeads();

        @Override
        public Server initialize(FederationSpec federation) {
            return new Server(valid.initialize(federation).backbone(), new double[0]);
        }

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(server.backbone());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            return valid.train(client, network);
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            double[] weights = results.weights(AggregationWeights.DATA_SIZE);
            return AggregationResult.of(new Server(ParameterMath.weightedSum(results.parameters(), weights), weights));
        }
    }

    /** Breaks S8: requires an update of every client. */
    public static final class NeedsEveryClient extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            for (ClientResult outcome : results.all()) {
                if (outcome instanceof ClientResult.Failure failure) {
                    throw new IllegalStateException("client " + failure.client() + " returned no update");
                }
            }
            return super.aggregate(server, round, results);
        }
    }

    /** Breaks S9: uploads the personal heads and ignores them on the server. */
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

    /** Breaks S9: reads on the server what clients keep. */
    public static final class ReadsClientStates extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            double norm = 0;
            for (ClientUpdate update : results.updates().values()) {
                norm += ParameterMath.norm(update.state().parameters(Payload.PARAMETERS));
            }
            ParameterSet mean = super.aggregate(server, round, results).state().backbone();
            return AggregationResult.of(new Server(ParameterMath.scale(1 + 1e-3 * norm, mean)));
        }
    }

    /** Breaks S9: uses on the server what clients keep, if it is there. */
    public static final class CountsClientStates extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            long scalars = results.updates().values().stream()
                    .mapToLong(update -> update.state().scalars())
                    .sum();
            return AggregationResult.of(
                    super.aggregate(server, round, results).state(), Map.of("kept", (double) scalars));
        }
    }

    /** Breaks S10: weight decay changes the heads of inactive exits. */
    public static final class DecaysInactiveHeads extends PersonalHeads {
        @Override
        protected BlockSet trainable(ClientContext client) {
            return client.layout().trainable();
        }
    }

    /** Breaks S10: throws an exception if the loss is NaN. */
    public static final class ThrowsOnNaN extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            if (Double.isNaN(update.report().loss())) {
                throw new IllegalStateException("the loss is NaN");
            }
            return update;
        }
    }

    /** Breaks S10: declares to accept absent blocks, but averages complete uploads. */
    public static final class NeedsAllBlocks extends PersonalHeads {
        @Override
        public Set<StrategyCapability> capabilities() {
            return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.ABSENT_BLOCKS);
        }
    }

    /** Breaks S12: declares a capability that it does not have. */
    public static final class IgnoresTheAggregator extends PersonalHeads {
        @Override
        public Set<StrategyCapability> capabilities() {
            return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.AGGREGATORS);
        }
    }

    /** Keeps a part of what a client has to keep. */
    private abstract static class KeepsAPart extends PersonalHeads {
        abstract BlockSet kept(ParameterLayout layout);

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            return new ClientUpdate(update.upload(), Payload.of(network.read(kept(client.layout()))), update.report());
        }
    }

    /** Breaks S13: keeps the personal heads alone. */
    public static final class LosesRunningStatistics extends KeepsAPart {
        @Override
        BlockSet kept(ParameterLayout layout) {
            return layout.heads();
        }
    }

    /** Breaks S14: has nothing to return yet. */
    public static final class ReturnsNull extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            return null;
        }
    }

    /** Breaks S10: requires that the federation contains the client. */
    public static final class RejectsNewClients extends PersonalHeads {
        @Override
        public void personalise(ClientContext client, Network network) {
            client.federation().clients().get(client.id().index());
            super.personalise(client, network);
        }
    }

    /** Breaks S10: reports the loss of a diverged client as 0. */
    public static final class HidesDivergence extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            TrainingReport report = update.report();
            return new ClientUpdate(
                    update.upload(), update.state(), Double.isFinite(report.loss()) ? report : report.withLoss(0));
        }
    }

    /** Breaks S9: recognises heads by their names, which every engine chooses itself. */
    public static final class SelectsHeadsByName extends PersonalHeads {
        @Override
        protected Payload upload(ParameterLayout layout, Network network) {
            BlockSet heads = layout.select(block -> block.name().startsWith("head"));
            return Payload.of(network.read(layout.trainable().minus(heads)));
        }
    }

    /** Breaks S13: keeps the running statistics alone. */
    public static final class LosesPersonalHeads extends KeepsAPart {
        @Override
        BlockSet kept(ParameterLayout layout) {
            return layout.buffers();
        }
    }

    /** Breaks S15: a penalty on the logits averages over an array that may be longer than the batch. */
    public static final class AveragesOverTheArray extends PersonalHeads {
        @Override
        protected Objective objective(ClientContext client) {
            return super.objective(client).with(pass -> {
                double[] logits = pass.logits(new Exit(pass.exits().deepest()));
                double[] gradient = pass.logitGradient(new Exit(pass.exits().deepest()));
                double value = 0;
                for (int i = 0; i < pass.size() * pass.classes(); i++) {
                    value += 0.01 * logits[i] * logits[i] / logits.length;
                    gradient[i] += 0.02 * logits[i] / logits.length;
                }
                return value;
            });
        }
    }

    /** Breaks S15: keeps the features of all batches without copying them. */
    public static final class KeepsFeatures extends PersonalHeads {
        @Override
        public void personalise(ClientContext client, Network network) {
            super.personalise(client, network);
            List<double[]> features = new ArrayList<>();
            network.forward(client.examples(), pass -> features.add(pass.feature(new Exit(1))));
            double scale = 1 + 0.01 * Math.abs(features.get(0)[0]);
            network.load(ParameterMath.scale(scale, network.read(client.layout().heads())));
        }
    }

    /** Breaks S16: returns the report of the last phase. */
    public static final class ReportsOnePhase extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            BlockSet heads = client.layout().heads(client.exits());
            TrainingReport last = client.train(network, objective(client).restrictedTo(heads), 1, "heads");
            ParameterSet kept = update.state().parameters(Payload.PARAMETERS);
            return new ClientUpdate(update.upload(), Payload.of(kept.with(network.read(heads))), last);
        }
    }

    /** Breaks S17: has no similarities before the first comparison. */
    public static final class ComparesFromTheFirstRound implements Strategy<ComparesFromTheFirstRound.Server> {
        public record Server(ParameterSet backbone, Similarities similarities) {}

        private final PersonalHeads valid = new PersonalHeads();

        @Override
        public Server initialize(FederationSpec federation) {
            return new Server(valid.initialize(federation).backbone(), Similarities.none());
        }

        @Override
        public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
            return Payload.of(server.backbone());
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            return valid.train(client, network);
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            List<ClientId> cohort = List.copyOf(results.updates().keySet());
            Similarities compared = server.similarities().with(cohort, new double[cohort.size()][cohort.size()]);
            return AggregationResult.of(new Server(results.mean(AggregationWeights.DATA_SIZE), compared));
        }

        @Override
        public Optional<Similarities> similarities(Server server) {
            return Optional.of(server.similarities())
                    .filter(compared -> !compared.rows().isEmpty());
        }
    }

    /** Breaks S12: aggregates without the step of the server optimiser. */
    public static final class IgnoresTheServerOptimizer extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            return AggregationResult.of(
                    new Server(results.withoutServerStep().aggregate(server.backbone(), AggregationWeights.DATA_SIZE)));
        }

        @Override
        public Set<StrategyCapability> capabilities() {
            return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.AGGREGATORS);
        }
    }

    /** Breaks S18: requires another network than that of the contract test. */
    public static final class RejectsSmallNetworks extends PersonalHeads {
        @Override
        public Server initialize(FederationSpec federation) {
            throw new IllegalArgumentException("it requires heads with a hidden layer");
        }
    }

    /** Breaks S18: divides by zero in a metric. */
    public static final class ReportsNaN extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            return new ClientUpdate(
                    update.upload(), update.state(), update.report().withMetric("drift", Double.NaN, 1));
        }
    }

    /** Breaks S18: divides by zero in what it sends. */
    public static final class UploadsNaN extends PersonalHeads {
        @Override
        protected Payload upload(ParameterLayout layout, Network network) {
            return Payload.of(ParameterMath.scale(0.0 / 0, network.read(layout.backbone())));
        }
    }

    /** Breaks S18: divides by zero in what a client keeps. */
    public static final class KeepsNaN extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            return new ClientUpdate(
                    update.upload(), update.state().with("ratio", new float[] {Float.NaN}), update.report());
        }
    }

    /** Breaks S18: divides by zero on the server. */
    public static final class AggregatesNaN extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            return AggregationResult.of(new Server(ParameterMath.scale(0.0 / 0, server.backbone())));
        }
    }

    /** Keeps the contract: has a weight for each step, which its term counts. */
    public static final class CountsSteps extends PersonalHeads {
        @Override
        protected Objective objective(ClientContext client) {
            double batches = Math.ceil(
                    (double) client.examples().size() / client.training().batchSize());
            double[] weights = new double[(int) Math.ceil(client.training().epochs() * batches)];
            Arrays.setAll(weights, step -> 0.1 / (1 + step));
            Exit deepest = new Exit(client.exits().deepest());
            int[] step = {0};
            return super.objective(client)
                    .with((LossTerm) pass -> new CrossEntropy(deepest, weights[step[0]++]).addTo(pass));
        }
    }

    /** Breaks S19: has weights whose sum is below 1. */
    public static final class ShrinksTheMean extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            return AggregationResult.of(
                    new Server(ParameterMath.scale(0.9, results.mean(AggregationWeights.DATA_SIZE))));
        }
    }

    /** Breaks S19: gives clients that succeeded the weights that they have in the whole cohort. */
    public static final class WeighsTheCohort extends PersonalHeads {
        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            List<ClientId> cohort = List.copyOf(round.exits().keySet());
            double[] weights = AggregationWeights.DATA_SIZE.of(round.federation(), cohort);
            double[] used = results.updates().keySet().stream()
                    .mapToDouble(client -> weights[cohort.indexOf(client)])
                    .toArray();
            return AggregationResult.of(new Server(ParameterMath.weightedSum(results.parameters(), used)));
        }
    }

    /** Breaks S20: adds a gradient of the wrong sign. */
    public static final class ClimbsItsLoss extends PersonalHeads {
        @Override
        protected Objective objective(ClientContext client) {
            Exit deepest = new Exit(client.exits().deepest());
            return super.objective(client).with((LossTerm) pass -> {
                double[] logits = pass.logits(deepest);
                double[] gradient = pass.logitGradient(deepest);
                double value = 0;
                for (int i = 0; i < pass.size() * pass.classes(); i++) {
                    value += 0.005 * logits[i] * logits[i] / pass.size();
                    gradient[i] -= 0.01 * logits[i] / pass.size();
                }
                return value;
            });
        }
    }

    /** Breaks S20: pushes parameters away from 0 where it should pull them. */
    public static final class GrowsParameters extends PersonalHeads {
        @Override
        protected Objective objective(ClientContext client) {
            return super.objective(client).with((ParameterTerm) (parameters, gradient) -> {
                double value = 0;
                for (int i = 0; i < parameters.length; i++) {
                    value += 0.005 * parameters[i] * parameters[i];
                    gradient[i] -= 0.01f * parameters[i];
                }
                return value;
            });
        }
    }

    /** Breaks S21: trains all rounds at the learning rate that was found for the first. */
    public static final class IgnoresTheDecay extends PersonalHeads {
        @Override
        protected LocalTraining training(ClientContext client) {
            return super.training(client).withLearningRate(0.1);
        }
    }

    /** Breaks S21: divides by the learning rate of the first round. */
    public static final class MeasuresByTheFirstRate extends PersonalHeads {
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            ParameterSet sent = update.upload().parameters(Payload.PARAMETERS);
            double change = ParameterMath.norm(
                    ParameterMath.subtract(sent, client.parameters().select(sent.blocks())));
            double rate = client.federation().training(new Round(1)).learningRate();
            return new ClientUpdate(
                    update.upload(), update.state(), update.report().withMetric("gradient", change / rate, 1));
        }
    }

    /** Keeps the contract: adds the cross-entropy of the final exit, multiplied by an option. */
    public static final class ScalesItsLoss extends PersonalHeads {
        private final double factor;

        public ScalesItsLoss(double factor) {
            this.factor = factor;
        }

        @Override
        protected Objective objective(ClientContext client) {
            return super.objective(client)
                    .with(new CrossEntropy(new Exit(client.exits().deepest()), factor));
        }
    }

    /** Keeps the contract: one term trains a head and uses the same logits as a teacher, with stopped gradients. */
    public static final class TeachesItself extends PersonalHeads {
        @Override
        protected Objective objective(ClientContext client) {
            ExitSet exits = client.exits();
            CrossEntropy known = new CrossEntropy(new Exit(exits.deepest()), 1);
            Distillation taught =
                    new Distillation(exits.asList().get(0), Teacher.live(new Exit(exits.deepest())), 1, 2, true);
            return super.objective(client)
                    .with((LossTerm) pass -> known.addTo(pass) + (exits.size() > 1 ? taught.addTo(pass) : 0));
        }
    }
}
