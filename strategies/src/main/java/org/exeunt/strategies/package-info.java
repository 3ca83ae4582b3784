/**
 * Building blocks of strategies: the early-exit loss and its weights ({@link org.exeunt.strategies.EarlyExitLoss}), a
 * ramp for distillation ({@link org.exeunt.strategies.SigmoidRamp}) and a warning about proximal terms that are too
 * strong ({@link org.exeunt.strategies.ProximalStrengthCheck}). For methods that compute a different weighted sum for
 * each client: the similarity of clients ({@link org.exeunt.strategies.PairwiseSimilarity}) and the weighted sums
 * ({@link org.exeunt.strategies.WeightedSums}). For methods that share class means of features:
 * {@link org.exeunt.strategies.ClassFeatures} and {@link org.exeunt.strategies.Prototypes}. For methods whose clients
 * hold a part of the channels: {@link org.exeunt.strategies.width.ChannelAveraging}.
 *
 * <p>Start reading at {@link org.exeunt.strategies.Sharing}: FedAvg, and the steps in which methods differ from it.
 * {@link org.exeunt.strategies.cafedistill.CafeDistill} is the method this project is about. Coordination policies,
 * quadratic programs on the simplex, aggregators, exit policies and samplers have their own packages. No class in this
 * module depends on an engine.
 */
package org.exeunt.strategies;
