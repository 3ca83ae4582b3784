package org.exeunt.testkit.contract;

/**
 * {@link EngineContract} with the tolerances of an engine that computes in float32, such as that on Deeplearning4j: the base of the contract tests
 * of backbones and exit heads.
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
 *                 PluginChoice.of(new MyBackbone.Plugin(), new MyBackbone.Options(6, 2)),
 *                 PluginChoice.of(new LinearHead.Plugin(), new LinearHead.Options()));
 *     }
 * }
 * }</pre>
 *
 * <p>Keep the network small: a few units per layer and two stages. Deep or recurrent networks may override {@link #gradientStep()} by a larger
 * step, up to about 2e-3.
 *
 * @param <N> the options of the engine's networks
 */
public abstract class Float32EngineContract<N extends Record> extends EngineContract<N> {
    /** Returns 5e-4: a loss of size 1 is known to 1e-7, which is visible over such steps; larger steps cross more kinks. */
    @Override
    protected double gradientStep() {
        return 5e-4;
    }

    /** Returns 1e-2: a step may cross kinks of ReLU and of maxima. */
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
