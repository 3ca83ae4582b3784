package org.exeunt.dl4j.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.AuxiliaryNetwork;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenNetwork;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableNetwork;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.NativeThreads;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The {@link Network} of this engine, computed by a {@link NetworkChain}. For one thread. */
public final class Dl4jNetwork implements Network {
    /** Maximum number of examples in one forward pass of inference. */
    public static final int INFERENCE_BATCH = 64;

    private final NetworkSpec spec;
    private final GraphFactory factory;
    private final boolean drawsInTraining;
    private final NetworkChain chain;
    private final InputBatch input;
    private final BatchPass inferencePass;
    private final StagedInference stagedInference;
    private final NativeMemory nativeMemory;
    private final Map<Integer, List<NetworkChain.DetachedHead>> detachedHeads = new HashMap<>();
    /** Networks for those of objectives, in their order. */
    private final List<Dl4jNetwork> others = new ArrayList<>();

    public Dl4jNetwork(NetworkSpec spec, GraphFactory factory) {
        NativeThreads.useOne();
        this.spec = spec;
        this.factory = factory;
        this.drawsInTraining = factory.drawsInTraining();
        this.chain = new NetworkChain(spec, factory);
        this.input = new InputBatch(spec.input(), factory.stageInput(1));
        this.inferencePass = new BatchPass(chain, spec.allExits(), List.of(), Map.of(), false);
        this.nativeMemory = new NativeMemory(factory);
        this.stagedInference = new StagedInference(chain, input, nativeMemory);
    }

    @Override
    public NetworkSpec spec() {
        return spec;
    }

    @Override
    public void load(ParameterSet parameters) {
        chain.keepPreparedWeights(false);
        write(parameters, chain.vectors().parameters());
    }

    @Override
    public ParameterSet read(BlockSet blocks) {
        return copy(blocks, chain.vectors().parameters());
    }

    @Override
    public void loadVelocity(ParameterSet velocity) {
        write(velocity, chain.vectors().velocity());
    }

    @Override
    public ParameterSet readVelocity(BlockSet blocks) {
        return copy(blocks, chain.vectors().velocity());
    }

    private void write(ParameterSet values, NativeFloats vector) {
        requireOwn(values.blocks());
        chain.vectors().write(values, vector);
    }

    private ParameterSet copy(BlockSet blocks, NativeFloats vector) {
        requireOwn(blocks);
        return chain.vectors().read(blocks, vector);
    }

    private void requireOwn(BlockSet blocks) {
        if (!blocks.layout().equals(spec.layout())) {
            throw new IllegalArgumentException("blocks %s belong to another network; this network has the blocks %s"
                    .formatted(blocks, spec.layout().all()));
        }
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        NativeThreads.useOne();
        requireOwn(objective.trainable());
        chain.keepPreparedWeights(false);
        List<AuxiliaryHeadRun> auxiliaryHeads = open(objective.auxiliaryHeads());
        List<TrainingRun> networks = open(objective, training, auxiliaryHeads);
        BatchPass main = networks.get(0).pass();
        int[] order = IntStream.range(0, examples.size()).toArray();
        long steps = 0;
        double loss = 0;
        for (int epoch = 0; epoch < training.epochs() && order.length > 0; epoch++) {
            RandomOrder.shuffle(order, random);
            if (drawsInTraining) {
                // dropout of Deeplearning4j's layers draws from this thread's native generator, which replaces seed 0
                // by an arbitrary seed
                long seed = random.nextLong();
                Nd4j.getRandom().setSeed(seed == 0 ? 1 : seed);
            }
            double sum = 0;
            for (int from = 0; from < order.length; from += training.batchSize()) {
                int count = Math.min(training.batchSize(), order.length - from);
                double value = TrainingRun.step(networks, input, examples, order, from, count);
                steps++;
                nativeMemory.batchComputed(count * networks.size());
                if (!Double.isFinite(value)) {
                    double epochs = epoch + (from + count) / (double) order.length;
                    return TrainingReport.of(epochs * objective.objectives().size(), steps, value)
                            .withTrained(trained(objective, auxiliaryHeads, main));
                }
                sum += count * value;
            }
            loss = sum / order.length;
        }
        return TrainingReport.of(
                        (double) training.epochs() * objective.objectives().size(), steps, loss)
                .withTrained(trained(objective, auxiliaryHeads, main));
    }

    /** Assigns a graph to each auxiliary head; graphs are reused in later trainings. */
    private List<AuxiliaryHeadRun> open(List<AuxiliaryHead> heads) {
        Map<Integer, Integer> used = new HashMap<>();
        List<AuxiliaryHeadRun> open = new ArrayList<>();
        for (AuxiliaryHead head : heads) {
            int exit = head.exit().number();
            BlockSet own = spec.layout().head(head.exit());
            if (!head.parameters().blocks().equals(own)) {
                throw new IllegalArgumentException(
                        ("auxiliary head '%s' has values for the blocks %s; the head of exit %s has the blocks %s")
                                .formatted(head.name(), head.parameters().blocks(), head.exit(), own));
            }
            List<NetworkChain.DetachedHead> detached = detachedHeads.computeIfAbsent(exit, e -> new ArrayList<>());
            int index = used.merge(exit, 1, Integer::sum) - 1;
            if (index == detached.size()) {
                detached.add(chain.createDetachedHead(exit));
            }
            open.add(new AuxiliaryHeadRun(head, detached.get(index)));
        }
        return open;
    }

    /** Returns this network and those of an objective, which are reused in later trainings. */
    private List<TrainingRun> open(Objective objective, LocalTraining training, List<AuxiliaryHeadRun> auxiliaryHeads) {
        Map<String, BatchPass> passes = new HashMap<>();
        List<TrainingRun> networks = new ArrayList<>();
        networks.add(new TrainingRun(chain, objective, training, auxiliaryHeads, passes, false));
        passes.put(ForwardPass.MAIN, networks.get(0).pass());
        for (AuxiliaryNetwork each : objective.networks()) {
            if (others.size() < networks.size()) {
                others.add(new Dl4jNetwork(spec, factory));
            }
            Dl4jNetwork other = others.get(networks.size() - 1);
            other.load(each.parameters());
            other.resetVelocity(spec.layout().all());
            boolean frozen = each instanceof FrozenNetwork;
            other.chain.keepPreparedWeights(frozen);
            TrainingRun run = new TrainingRun(other.chain, each.objective(), training, List.of(), passes, frozen);
            passes.put(each.name(), run.pass());
            networks.add(run);
        }
        return networks;
    }

    /** Returns the trained values of auxiliary heads, modules and networks by name. */
    private Map<String, ParameterSet> trained(
            Objective objective, List<AuxiliaryHeadRun> auxiliaryHeads, BatchPass main) {
        Map<String, ParameterSet> trained = new HashMap<>();
        for (AuxiliaryHeadRun auxiliaryHead : auxiliaryHeads) {
            if (auxiliaryHead.isTrainable()) {
                trained.put(auxiliaryHead.head().name(), auxiliaryHead.parameters());
            }
        }
        main.modules().forEach(module -> trained.put(module.name(), module.finish()));
        for (int i = 0; i < objective.networks().size(); i++) {
            if (objective.networks().get(i) instanceof TrainableNetwork network) {
                trained.put(network.name(), others.get(i).read(spec.layout().all()));
            }
        }
        return trained;
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        NativeThreads.useOne();
        chain.setDeepestStage(spec.exits());
        chain.keepPreparedWeights(true);
        int[] order = IntStream.range(0, examples.size()).toArray();
        for (int from = 0; from < order.length; from += INFERENCE_BATCH) {
            int count = Math.min(INFERENCE_BATCH, order.length - from);
            inferencePass.start(examples, order, from, count);
            INDArray x = input.gather(examples, order, from, count, InputBatch.rowsFor(count));
            chain.maskPadding(examples, order, from, count, InputBatch.rowsFor(count));
            for (int k = 1; k <= spec.exits(); k++) {
                x = chain.infer(k, x);
                inferencePass.setLogits(k, chain.headLogits(k, x, false));
            }
            visitor.accept(inferencePass);
            nativeMemory.batchComputed(count);
        }
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule rule, PersonalRule personal) {
        NativeThreads.useOne();
        chain.setDeepestStage(spec.exits());
        chain.keepPreparedWeights(true);
        return stagedInference.run(examples, rule, personal);
    }

    /**
     * Frees the vectors of the network at once; the arrays of its layers are freed when the Java objects are collected.
     */
    @Override
    public void close() {
        detachedHeads
                .values()
                .forEach(heads -> heads.forEach(head -> head.vectors().close()));
        others.forEach(Dl4jNetwork::close);
        chain.close();
    }
}
