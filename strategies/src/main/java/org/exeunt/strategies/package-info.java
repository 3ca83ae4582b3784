/**
 * What strategies have in common: the early-exit loss with its weights ({@link org.exeunt.strategies.EarlyExitLoss}), a ramp for
 * distillation ({@link org.exeunt.strategies.SigmoidRamp}), a warning of pulls that
 * overshoot ({@link org.exeunt.strategies.ProximalStrengthCheck}); and for methods that give every client a mixture of its own, how alike clients are
 * ({@link org.exeunt.strategies.PairwiseSimilarity}), the mixtures ({@link org.exeunt.strategies.WeightedSums}) and the model a client keeps
 * ({@link org.exeunt.strategies.PersonalModelState}).
 *
 * <p>Start reading at {@link org.exeunt.strategies.fedavg.FedAvg}, the shortest complete strategy;
 * {@link org.exeunt.strategies.cafedistill.CafeDistill} is the one this project is about. Policies, teacher weights, exit rules and samplers
 * have packages of their own. Nothing here knows an engine.
 */
package org.exeunt.strategies;
