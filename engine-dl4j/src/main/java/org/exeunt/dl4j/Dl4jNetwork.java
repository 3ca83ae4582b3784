package org.exeunt.dl4j;

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
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.NativeThreads;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A chain of graphs behind the contract strategies see. */
final class Dl4jNetwork implements Network {
    /** Examples a forward pass of inference; also the largest. */
    static final int INFERENCE_BATCH = 64;

    private final NetworkSpec facts;
    private final boolean drawsInTraining;
    private final NetworkChain chain;
    private final InputBatch input;
    private final GradientBuffers buffers;
    private final BatchPass inferencePass;
    private final StagedInference stagedInference;
    private final NativeMemory garbage;
    private final Map<Integer, List<NetworkChain.SpareHead>> spareHeads = new HashMap<>();

    Dl4jNetwork(NetworkSpec facts, GraphFactory blueprint) {
        NativeThreads.useOne();
        this.facts = facts;
        this.drawsInTraining = blueprint.drawsInTraining();
        this.chain = new NetworkChain(facts, blueprint);
        this.input = new InputBatch(facts.input(), blueprint.stageInput(1));
        this.buffers = new GradientBuffers(facts.exits());
        this.inferencePass = new BatchPass(chain, facts.allExits(), List.of(), false);
        this.stagedInference = new StagedInference(chain, input);
        this.garbage = new NativeMemory(blueprint);
    }

    @Override
    public NetworkSpec facts() {
        return facts;
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
        float[] source = values.values();
        int from = 0;
        for (BlockSet.Range range : values.blocks().ranges()) {
            vector.put(range.from(), source, from, range.length());
            from += range.length();
        }
    }

    private ParameterSet copy(BlockSet blocks, NativeFloats vector) {
        requireOwn(blocks);
        float[] target = new float[blocks.size()];
        int to = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            vector.get(range.from(), target, to, range.length());
            to += range.length();
        }
        return ParameterSet.of(blocks, target);
    }

    private void requireOwn(BlockSet blocks) {
        if (!blocks.layout().equals(facts.layout())) {
            throw new IllegalArgumentException("blocks %s belong to another network; this one has %s"
                    .formatted(blocks, facts.layout().all()));
        }
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        NativeThreads.useOne();
        requireOwn(objective.trainable());
        chain.keepPreparedWeights(false);
        List<Companion> companions = open(objective.companions());
        TrainingRun run = new TrainingRun(chain, input, buffers, objective, training, companions);
        int[] order = IntStream.range(0, examples.size()).toArray();
        long steps = 0;
        double loss = 0;
        for (int epoch = 0; epoch < training.epochs() && order.length > 0; epoch++) {
            shuffle(order, random);
            if (drawsInTraining) {
                seedNativeGenerator(random);
            }
            double sum = 0;
            for (int from = 0; from < order.length; from += training.batchSize()) {
                int count = Math.min(training.batchSize(), order.length - from);
                double value = run.step(examples, order, from, count);
                steps++;
                garbage.computed(count);
                if (!Double.isFinite(value)) {
                    return TrainingReport.of(epoch + 1, steps, value).withHeads(learned(companions));
                }
                sum += count * value;
            }
            loss = sum / order.length;
        }
        return TrainingReport.of(training.epochs(), steps, loss).withHeads(learned(companions));
    }

    private static void shuffle(int[] order, RandomGenerator random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Dropout of Deeplearning4j's layers draws from this thread's native generator, for which seed 0 means any seed. */
    private static void seedNativeGenerator(RandomGenerator random) {
        long seed = random.nextLong();
        Nd4j.getRandom().setSeed(seed == 0 ? 1 : seed);
    }

    /** Gives each companion head a graph; graphs are kept from one training to the next. */
    private List<Companion> open(List<AuxiliaryHead> heads) {
        Map<Integer, Integer> used = new HashMap<>();
        List<Companion> open = new ArrayList<>();
        for (AuxiliaryHead head : heads) {
            int exit = head.exit().number();
            BlockSet own = facts.layout().head(head.exit());
            if (!head.parameters().blocks().equals(own)) {
                throw new IllegalArgumentException("companion head '%s' has values for %s; the head of exit %s has %s"
                        .formatted(head.name(), head.parameters().blocks(), head.exit(), own));
            }
            List<NetworkChain.SpareHead> spares = spareHeads.computeIfAbsent(exit, e -> new ArrayList<>());
            int index = used.merge(exit, 1, Integer::sum) - 1;
            if (index == spares.size()) {
                spares.add(chain.spareHead(exit));
            }
            open.add(new Companion(head, spares.get(index)));
        }
        return open;
    }

    private static Map<String, ParameterSet> learned(List<Companion> companions) {
        Map<String, ParameterSet> heads = new HashMap<>();
        for (Companion companion : companions) {
            if (companion.learns()) {
                heads.put(companion.head().name(), companion.parameters());
            }
        }
        return heads;
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        NativeThreads.useOne();
        chain.readUpTo(facts.exits());
        chain.keepPreparedWeights(true);
        int[] order = IntStream.range(0, examples.size()).toArray();
        for (int from = 0; from < order.length; from += INFERENCE_BATCH) {
            int count = Math.min(INFERENCE_BATCH, order.length - from);
            inferencePass.begin(examples, order, from, count);
            INDArray x = input.gather(examples, order, from, count, InputBatch.rowsFor(count));
            chain.maskPadding(examples, order, from, count, InputBatch.rowsFor(count));
            for (int k = 1; k <= facts.exits(); k++) {
                x = chain.infer(k, x);
                inferencePass.setLogits(k, chain.answer(k, x, false));
            }
            visitor.accept(inferencePass);
            garbage.computed(count);
        }
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule rule) {
        NativeThreads.useOne();
        chain.readUpTo(facts.exits());
        chain.keepPreparedWeights(true);
        garbage.computed(examples.size());
        return stagedInference.run(examples, rule);
    }

    @Override
    public void close() {
        spareHeads
                .values()
                .forEach(spares -> spares.forEach(spare -> spare.vectors().close()));
        chain.close();
    }
}
