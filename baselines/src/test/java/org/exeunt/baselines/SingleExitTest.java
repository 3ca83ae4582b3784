package org.exeunt.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.LinearPenalty;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.baselines.depthfl.DepthFlOptions;
import org.exeunt.baselines.ditto.Ditto;
import org.exeunt.baselines.fedamp.FedAmp;
import org.exeunt.baselines.fedbabu.FedBabu;
import org.exeunt.baselines.fedpac.FedPac;
import org.exeunt.baselines.fedprox.FedProx;
import org.exeunt.baselines.fedrep.FedRep;
import org.exeunt.baselines.fedrod.FedRod;
import org.exeunt.baselines.pfedgraph.CosinePenalty;
import org.exeunt.baselines.pfedgraph.PFedGraph;
import org.exeunt.baselines.scalefl.ScaleFlOptions;
import org.exeunt.baselines.scalefl.ScaleFlOptions.WeightRule;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.local.Local;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

/**
 * G9: on a network with one exit, every method equals the algorithm of its paper, implemented here independently except
 * for networks and batches. All clients take part in all rounds. Results are equal bit for bit, or up to the rounding
 * of sums in a different order.
 */
class SingleExitTest {
    private static final EarlyExitLoss LOSS = new EarlyExitLoss(ExitWeights.LAST_ONLY);
    private static final AggregationWeights WEIGHTS = AggregationWeights.DATA_SIZE;
    private static final FedAvg.Options AVERAGING = new FedAvg.Options(LOSS, WEIGHTS);
    private static final int[] SIZES = {9, 4, 7};
    private static final int ROUNDS = 3;
    private static final int EPOCHS = 2;

    private static Simulation<?> simulation(String id, Record options) {
        return Simulation.of(
                        Methods.choose(id, options).create(new RecordingContext()), SyntheticFederation.draw(6, SIZES))
                .withNetwork(ToyNetworkOptions.of(5).withBuffers())
                .withRounds(ROUNDS);
    }

    private final Simulation<?> setting = simulation("local", new Local.Options(LOSS));
    private final ParameterLayout layout = setting.spec().layout();
    private final BlockSet none = layout.select(block -> false);

    /** One client in one round. */
    private record ClientRound(Simulation<?> setting, int round, int client) {
        /** Trains some blocks of a model by SGD on the cross-entropy and further terms. */
        ParameterSet descend(ParameterSet model, BlockSet moved, int epochs, String batches, ParameterTerm... terms) {
            Objective objective = Objective.over(ExitSet.of(1), moved).with(new CrossEntropy(new Exit(1), 1));
            for (ParameterTerm term : terms) {
                objective = objective.with(term);
            }
            return descend(model, objective, epochs, batches);
        }

        /** Trains a model by SGD on any objective. */
        ParameterSet descend(ParameterSet model, Objective objective, int epochs, String batches) {
            ClientContext client = context();
            try (Network network = setting.openNetwork()) {
                network.load(model);
                network.train(
                        objective, client.examples(), client.training().withEpochs(epochs), client.stream(batches));
                return network.read(model.layout().all());
            }
        }

        ClientContext context() {
            return setting.context(
                    new Round(round), new ClientId(client), ExitSet.of(1), Payload.empty(), Payload.empty());
        }

        /**
         * Returns the mean feature of each class, null without examples; adds to {@code counts} and to the sum of
         * squares.
         */
        double[][] means(ParameterSet model, int[] counts, double[] squares) {
            double[][] means = new double[counts.length][];
            try (Network network = setting.openNetwork()) {
                network.load(model);
                network.forward(context().examples(), pass -> {
                    int width = pass.featureSize(new Exit(1));
                    double[] features = pass.feature(new Exit(1));
                    for (int b = 0; b < pass.size(); b++) {
                        int label = pass.label(b);
                        counts[label]++;
                        means[label] = means[label] == null ? new double[width] : means[label];
                        for (int f = 0; f < width; f++) {
                            means[label][f] += features[b * width + f];
                            squares[0] += features[b * width + f] * features[b * width + f];
                        }
                    }
                });
            }
            for (int c = 0; c < counts.length; c++) {
                for (int f = 0; means[c] != null && f < means[c].length; f++) {
                    means[c][f] /= counts[c];
                }
            }
            return means;
        }
    }

    /** The training of one client, which starts from its model with the received shared blocks. */
    private interface Client {
        ParameterSet train(ClientRound visit, ParameterSet model);
    }

    /** Computes the parameters that each client receives in the next round. */
    private interface Server {
        List<ParameterSet> aggregate(List<ParameterSet> models);
    }

    /** Returns every client's final model, with the mean of the shared blocks by data size. */
    private SortedMap<ClientId, ParameterSet> play(BlockSet shared, Client client) {
        return play(client, models -> {
            ParameterSet mean = mean(models, shared, i -> SIZES[i] / 20.0);
            return models.stream().map(model -> mean).toList();
        });
    }

    /** Returns every client's final model, with the parameters that the server would send next. */
    private SortedMap<ClientId, ParameterSet> play(Client original, Server server) {
        List<ParameterSet> models = new ArrayList<>();
        for (int client = 0; client < SIZES.length; client++) {
            models.add(setting.spec().initial());
        }
        for (int round = 1; round <= ROUNDS; round++) {
            for (int client = 0; client < SIZES.length; client++) {
                models.set(client, original.train(new ClientRound(setting, round, client), models.get(client)));
            }
            List<ParameterSet> sent = server.aggregate(models);
            for (int client = 0; client < SIZES.length; client++) {
                models.set(client, models.get(client).with(sent.get(client)));
            }
        }
        SortedMap<ClientId, ParameterSet> byClient = new TreeMap<>();
        for (int client = 0; client < SIZES.length; client++) {
            byClient.put(new ClientId(client), models.get(client));
        }
        return byClient;
    }

    private static ParameterSet mean(List<ParameterSet> models, BlockSet blocks, IntToDoubleFunction weight) {
        double[] sum = new double[blocks.size()];
        for (int client = 0; client < SIZES.length; client++) {
            float[] values = models.get(client).select(blocks).values();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight.applyAsDouble(client) * values[i];
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) sum[i];
        }
        return ParameterSet.of(blocks, mean);
    }

    private static SortedMap<ClientId, ParameterSet> personalModels(String id, Record options) {
        return simulation(id, options).play().personalModels();
    }

    /** Trains all of a model by SGD on the cross-entropy. */
    private ParameterSet descend(ClientRound visit, ParameterSet model, ParameterTerm... terms) {
        return visit.descend(model, layout.trainable(), EPOCHS, "batches", terms);
    }

    private ParameterSet trainable(ParameterSet model) {
        return model.select(layout.trainable());
    }

    @Test
    void local() {
        assertThat(personalModels("local", new Local.Options(LOSS))).isEqualTo(play(none, this::descend));
    }

    @Test
    void fedAvg() {
        assertThat(personalModels("fedavg", AVERAGING)).isEqualTo(play(layout.trainable(), this::descend));
    }

    @Test
    void fedProx() {
        assertThat(personalModels("fedprox", new FedProx.Options(Preset.PAPER, AVERAGING, 0.7, true)))
                .isEqualTo(play(
                        layout.trainable(),
                        (visit, model) -> descend(visit, model, new ProximalPenalty(0.7, trainable(model)))));
    }

    @Test
    void scaleFl() {
        assertThat(personalModels(
                        "scalefl",
                        new ScaleFlOptions(
                                Preset.PAPER, List.of(), WeightRule.LINEAR, 0.5, 1, AggregationWeights.UNIFORM)))
                .isEqualTo(play(
                        this::descend,
                        models -> Collections.nCopies(
                                SIZES.length, mean(models, layout.trainable(), client -> 1.0 / SIZES.length))));
    }

    /** Without students CAFEDistill has no distillation, and a separate teacher is not evaluated. */
    @Test
    void fedPerAndCafeDistillWithSeparateTeacher() {
        assertThat(personalModels("fedper", AVERAGING))
                .isEqualTo(play(layout.backbone(), this::descend))
                .isEqualTo(personalModels("cafedistill", CafeDistillSetting.of(1, 1e6, TeacherMode.FROZEN_SEPARATE)));
    }

    /** With one exit, the method reduces to the combination of heads, here with uniform weights. */
    @Test
    void cafeDistillWithOverwrittenHead() {
        SortedMap<ClientId, ParameterSet> expected = play(this::descend, models -> {
            ParameterSet backbone = mean(models, layout.backbone(), client -> SIZES[client] / 20.0);
            ParameterSet heads = mean(models, layout.heads(), client -> 1.0 / SIZES.length);
            return models.stream()
                    .map(model -> model.with(backbone).with(heads).select(layout.trainable()))
                    .toList();
        });
        personalModels("cafedistill", CafeDistillSetting.of(1, 1e6, TeacherMode.OVERWRITE_LAST))
                .forEach((client, model) -> assertThat(model.values())
                        .as("client %s", client)
                        .containsExactly(expected.get(client).values(), Offset.offset(1e-5f)));
    }

    @Test
    void fedRep() {
        assertThat(personalModels("fedrep", new FedRep.Options(AVERAGING, 3, 1)))
                .isEqualTo(play(layout.backbone(), (visit, model) -> {
                    ParameterSet withTrainedHeads = visit.descend(model, layout.heads(), 3, "head-batches");
                    return visit.descend(withTrainedHeads, layout.backbone(), 1, "batches");
                }));
    }

    @Test
    void fedBabu() {
        assertThat(personalModels("fedbabu", new FedBabu.Options(Preset.PAPER, AVERAGING, 0, true, true)))
                .isEqualTo(play(
                        layout.backbone(),
                        (visit, model) -> visit.descend(model, layout.backbone(), EPOCHS, "batches")));
    }

    @Test
    void ditto() {
        List<ParameterSet> personal = new ArrayList<>();
        for (int client = 0; client < SIZES.length; client++) {
            personal.add(setting.spec().initial());
        }
        play(layout.trainable(), (visit, model) -> {
            ProximalPenalty term = new ProximalPenalty(0.7, trainable(model));
            personal.set(
                    visit.client(),
                    visit.descend(personal.get(visit.client()), layout.trainable(), 3, "batches", term));
            return descend(visit, model);
        });
        assertThat(List.copyOf(personalModels("ditto", new Ditto.Options(Preset.PAPER, AVERAGING, 0.7, true, 3))
                        .values()))
                .isEqualTo(personal);
    }

    /** FedDyn: with one exit there is no distillation. */
    @Test
    void depthFl() {
        double alpha = 0.3;
        BlockSet all = layout.trainable();
        ParameterSet[] memories = new ParameterSet[SIZES.length];
        Arrays.fill(memories, ParameterSet.zeros(all));
        ParameterSet[] server = {setting.spec().initial().select(all), ParameterSet.zeros(all)};
        SortedMap<ClientId, ParameterSet> expected = play(
                (visit, model) -> {
                    ParameterSet start = model.select(all);
                    ParameterSet memory = memories[visit.client()];
                    ParameterSet trained =
                            descend(visit, model, new LinearPenalty(-1, memory), new ProximalPenalty(alpha, start));
                    memories[visit.client()] = combine(memory, -alpha, trained.select(all), alpha, start);
                    return trained;
                },
                models -> {
                    ParameterSet mean = mean(models, all, i -> 1.0 / SIZES.length);
                    server[1] = combine(server[1], -alpha, mean, alpha, server[0]);
                    server[0] = combine(mean, -1 / alpha, server[1], 0, server[1]);
                    return Collections.nCopies(SIZES.length, server[0]);
                });
        assertClose(
                personalModels(
                        "depthfl",
                        new DepthFlOptions(
                                Preset.PAPER, LOSS, AggregationWeights.UNIFORM, alpha, true, true, true, 300)),
                expected);
    }

    /** HeurFedAMP: proximal terms towards weighted sums of models that changed in a similar direction. */
    @Test
    void fedAmp() {
        double lambda = 0.4;
        BlockSet all = layout.trainable();
        List<ParameterSet> starts = new ArrayList<>(Collections.nCopies(SIZES.length, null));
        SortedMap<ClientId, ParameterSet> expected = play(
                (visit, model) -> {
                    starts.set(visit.client(), model.select(all));
                    return descend(visit, model, new ProximalPenalty(lambda, model.select(all)));
                },
                models -> {
                    List<ParameterSet> clouds = new ArrayList<>();
                    for (int i = 0; i < SIZES.length; i++) {
                        double[] row = new double[SIZES.length];
                        for (int j = 0; j < row.length; j++) {
                            row[j] = i == j
                                    ? 0
                                    : Math.exp(10 * cosine(change(models, starts, i), change(models, starts, j)));
                        }
                        double others = Arrays.stream(row).sum();
                        int self = i;
                        clouds.add(mean(models, all, j -> j == self ? 0.5 : 0.5 * row[j] / others));
                    }
                    return clouds;
                });
        FedAmp.Server last =
                (FedAmp.Server) simulation("fedamp", new FedAmp.Options(Preset.PAPER, LOSS, 10, 0.5, lambda, true))
                        .play()
                        .lastState();
        expected.replaceAll((client, model) -> model.select(all));
        assertClose(last.clouds(), expected);
    }

    /** Models combined by the collaboration graph, with a cosine penalty from round 2 on. */
    @Test
    void pFedGraph() {
        double lambda = 0.1;
        double alpha = 0.8;
        BlockSet all = layout.trainable();
        List<ParameterSet> directions = new ArrayList<>(Collections.nCopies(SIZES.length, null));
        List<ParameterSet> starts =
                Collections.nCopies(SIZES.length, setting.spec().initial().select(all));
        SortedMap<ClientId, ParameterSet> expected = play(
                (visit, model) -> visit.round() == 1
                        ? descend(visit, model)
                        : descend(visit, model, new CosinePenalty(-lambda, directions.get(visit.client()))),
                models -> {
                    List<ParameterSet> aggregated = new ArrayList<>();
                    for (int i = 0; i < SIZES.length; i++) {
                        double[] target = new double[SIZES.length];
                        for (int j = 0; j < target.length; j++) {
                            double cosine = cosine(change(models, starts, i), change(models, starts, j));
                            target[j] = SIZES[j] / 20.0 + (cosine > 0.9 ? 1 : cosine) / (2 * alpha);
                        }
                        double[] row = projected(target);
                        aggregated.add(mean(models, all, j -> row[j]));
                        directions.set(
                                i,
                                mean(
                                        models,
                                        all,
                                        j -> row[j]
                                                / norm(models.get(j).select(all).values())));
                    }
                    return aggregated;
                });
        assertClose(
                personalModels("pfedgraph", new PFedGraph.Options(Preset.PAPER, LOSS, alpha, lambda, WEIGHTS)),
                expected);
    }

    /**
     * Balanced softmax for the shared head; before each of its steps, one of the personal head on the features and
     * logits of the same batch.
     */
    @Test
    void fedRod() {
        List<ParameterSet> personal =
                new ArrayList<>(Collections.nCopies(SIZES.length, ParameterSet.zeros(layout.heads())));
        SortedMap<ClientId, ParameterSet> expected = play(layout.trainable(), (visit, model) -> {
            ClientContext client = visit.context();
            int[] counts = new int[setting.spec().network().classes()];
            for (int i = 0; i < client.examples().size(); i++) {
                counts[client.examples().label(i)]++;
            }
            Objective generic = Objective.over(ExitSet.of(1), layout.trainable())
                    .with(CrossEntropy.balanced(new Exit(1), 1, counts));
            LocalTraining training = client.training();
            RandomGenerator random = client.stream("batches");
            int[] order = IntStream.range(0, client.examples().size()).toArray();
            double[] velocity = new double[layout.heads().size()];
            try (Network network = setting.openNetwork()) {
                network.load(model);
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    RandomOrder.shuffle(order, random);
                    for (int from = 0; from < order.length; from += training.batchSize()) {
                        int to = Math.min(order.length, from + training.batchSize());
                        Examples batch = client.examples().select(Arrays.copyOfRange(order, from, to));
                        personal.set(
                                visit.client(),
                                new SoftmaxRegression(network, new Exit(1), batch)
                                        .step(personal.get(visit.client()), 1, velocity, training));
                        network.train(generic, batch, training.withEpochs(1), client.stream("order in the batch"));
                    }
                }
                return network.read(layout.all());
            }
        });
        expected.replaceAll((client, model) -> {
            float[] sum = model.select(layout.heads()).values();
            float[] added = personal.get(client.index()).values();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += added[i];
            }
            return model.with(ParameterSet.of(layout.heads(), sum));
        });
        assertClose(
                personalModels(
                        "fedrod",
                        new FedRod.Options(Preset.PAPER, AVERAGING, 1, 0, false, 0, 0, FedRod.Evaluate.PERSONAL)),
                expected);
    }

    /**
     * Heads first, then the backbone with the prototype term; the quadratic program of the heads is solved by gradient
     * descent.
     */
    @Test
    void fedPac() {
        double lambda = 0.7;
        int classes = setting.spec().network().classes();
        double[][][] prototypes = new double[1][][];
        List<double[][]> means = new ArrayList<>(Collections.nCopies(SIZES.length, null));
        List<int[]> counts = new ArrayList<>(Collections.nCopies(SIZES.length, null));
        List<double[]> statistics = new ArrayList<>(Collections.nCopies(SIZES.length, null));
        double[] variances = new double[SIZES.length];
        SortedMap<ClientId, ParameterSet> expected = play(
                (visit, model) -> {
                    int i = visit.client();
                    int[] held = new int[classes];
                    double[] squares = {0};
                    double[][] own = visit.means(model, held, squares);
                    double[] h = new double[classes * 5];
                    double squaresOfMeans = 0;
                    for (int c = 0; c < classes; c++) {
                        for (int f = 0; f < 5 && held[c] > 0; f++) {
                            h[c * 5 + f] = own[c][f] * held[c] / SIZES[i];
                            squaresOfMeans += h[c * 5 + f] * h[c * 5 + f];
                        }
                    }
                    statistics.set(i, h);
                    variances[i] = (squares[0] / SIZES[i] - squaresOfMeans) / SIZES[i];
                    ParameterSet withTrainedHeads = visit.descend(model, layout.heads(), 2, "head-batches");
                    Objective body =
                            Objective.over(ExitSet.of(1), layout.backbone()).with(new CrossEntropy(new Exit(1), 1));
                    if (prototypes[0] != null) {
                        double[][] anchors = prototypes[0].clone();
                        for (int c = 0; c < classes; c++) {
                            anchors[c] = anchors[c] == null ? own[c] : anchors[c];
                        }
                        body = body.with(new PrototypePull(new Exit(1), lambda, anchors));
                    }
                    ParameterSet trained = visit.descend(withTrainedHeads, body, EPOCHS, "batches");
                    int[] after = new int[classes];
                    means.set(i, visit.means(trained, after, new double[1]));
                    counts.set(i, after);
                    return trained;
                },
                models -> {
                    double[][] next = new double[classes][];
                    for (int c = 0; c < classes; c++) {
                        int total = 0;
                        double[] sum = new double[5];
                        for (int i = 0; i < SIZES.length; i++) {
                            total += counts.get(i)[c];
                            for (int f = 0; f < 5 && counts.get(i)[c] > 0; f++) {
                                sum[f] += counts.get(i)[c] * means.get(i)[c][f];
                            }
                        }
                        if (total > 0) {
                            for (int f = 0; f < 5; f++) {
                                sum[f] /= total;
                            }
                            next[c] = sum;
                        }
                    }
                    prototypes[0] = next;
                    ParameterSet backbone = mean(models, layout.backbone(), i -> SIZES[i] / 20.0);
                    List<ParameterSet> sent = new ArrayList<>();
                    for (int i = 0; i < SIZES.length; i++) {
                        double[] row = headWeights(i, statistics, variances);
                        sent.add(models.get(i).with(backbone).with(mean(models, layout.heads(), j -> row[j])));
                    }
                    return sent;
                });
        assertClose(personalModels("fedpac", new FedPac.Options(Preset.PAPER, LOSS, WEIGHTS, lambda, 2)), expected);
    }

    /** Minimises {@code x'(diag(V) + D)x} by projected gradient descent. */
    private static double[] headWeights(int client, List<double[]> h, double[] variances) {
        int size = h.size();
        double[][] matrix = new double[size][size];
        double largest = 0;
        for (int j = 0; j < size; j++) {
            for (int k = 0; k < size; k++) {
                for (int f = 0; f < h.get(0).length; f++) {
                    matrix[j][k] += (h.get(client)[f] - h.get(j)[f]) * (h.get(client)[f] - h.get(k)[f]);
                }
                matrix[j][k] += j == k ? variances[j] : 0;
                largest = Math.max(largest, Math.abs(matrix[j][k]));
            }
        }
        double[] x = new double[size];
        Arrays.fill(x, 1.0 / size);
        for (int step = 0; step < 5000; step++) {
            double[] moved = new double[size];
            for (int j = 0; j < size; j++) {
                double slope = 0;
                for (int k = 0; k < size; k++) {
                    slope += 2 * matrix[j][k] * x[k];
                }
                moved[j] = x[j] - slope / (2 * size * largest);
            }
            x = projected(moved);
        }
        double kept = Arrays.stream(x).filter(weight -> weight > 1e-3).sum();
        return Arrays.stream(x).map(weight -> weight > 1e-3 ? weight / kept : 0).toArray();
    }

    private float[] change(List<ParameterSet> models, List<ParameterSet> starts, int client) {
        float[] change = models.get(client).select(layout.trainable()).values();
        float[] start = starts.get(client).values();
        for (int i = 0; i < change.length; i++) {
            change[i] -= start[i];
        }
        return change;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot / (norm(a) * norm(b));
    }

    private static double norm(float[] a) {
        double squares = 0;
        for (float value : a) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    /** Returns the nearest point of the simplex, by bisection of the threshold. */
    private static double[] projected(double[] point) {
        double low = Arrays.stream(point).min().orElseThrow() - 1;
        double high = Arrays.stream(point).max().orElseThrow();
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            double sum = Arrays.stream(point).map(x -> Math.max(x - middle, 0)).sum();
            low = sum > 1 ? middle : low;
            high = sum > 1 ? high : middle;
        }
        double lowered = high;
        return Arrays.stream(point).map(x -> Math.max(x - lowered, 0)).toArray();
    }

    /** Returns {@code a + x b + y c}. */
    private static ParameterSet combine(ParameterSet a, double x, ParameterSet b, double y, ParameterSet c) {
        float[] result = a.values();
        float[] first = b.values();
        float[] second = c.values();
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (result[i] + x * first[i] + y * second[i]);
        }
        return ParameterSet.of(a.blocks(), result);
    }

    /** Compares with a tolerance for float sums in a different order. */
    private static void assertClose(Map<ClientId, ParameterSet> actual, Map<ClientId, ParameterSet> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((client, model) -> assertThat(actual.get(client).values())
                .as("client %s", client)
                .containsExactly(model.values(), Offset.offset(2e-6f)));
    }
}
