package org.exeunt.testkit.contract;

/**
 * {@link EngineContract} with tolerances for engines that compute in float32, such as the one on Deeplearning4j. Base
 * of the contract tests of backbones and exit heads.
 *
 * <pre>{@code
 * class MyBackboneContractTest extends Float32EngineContract<NetworkOptions> {
 *     @Override
 *     protected Engine<NetworkOptions> engine() {
 *         return new Dl4jEngine(new RecordingContext());
 *     }
 *
 *     @Override
 *     protected NetworkOptions network() {
 *         return new NetworkOptions(
 *                 new MyPlugins().choose(Backbone.class, "my-backbone", new MyBackbone.Options(6, 2)),
 *                 new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options()));
 *     }
 * }
 * }</pre>
 *
 * <p>Use a small network: a few units per layer and two stages. For deep or recurrent networks, override
 * {@link #gradientStep()} with a larger step, up to about 2e-3.
 *
 * @param <N> options of the engine's networks
 */
public abstract class Float32EngineContract<N extends Record> extends EngineContract<N> {
    /**
     * Returns 5e-4: a loss of size 1 has a precision of 1e-7, which is sufficient for such steps; larger steps cross
     * more kinks.
     */
    @Override
    protected double gradientStep() {
        return 5e-4;
    }

    /** Returns 1e-2: a step may cross kinks of ReLU and max pooling. */
    @Override
    protected double gradientTolerance() {
        return 1e-2;
    }

    /** Returns 1e-5: sums of some hundred products in float32. */
    @Override
    protected double arithmeticTolerance() {
        return 1e-5;
    }
}
