/**
 * The toy engine for tests: small early-exit networks of dense layers in pure Java, with exact gradients. A strategy
 * that passes its tests on this engine depends on the contracts of engines alone, not on details of one engine.
 *
 * <p>{@link org.exeunt.testkit.engine.ToyEngine} designs a network from
 * {@link org.exeunt.testkit.engine.ToyNetworkOptions}.
 */
package org.exeunt.testkit.engine;
