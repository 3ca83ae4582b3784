/**
 * The toy engine for tests: small early-exit networks of dense layers in pure Java, with exact gradients. A strategy
 * that passes its tests on this engine depends on the contracts of engines only, not on details of one engine.
 *
 * <p>{@link org.exeunt.testsupport.engine.ToyEngine} designs a network from
 * {@link org.exeunt.testsupport.engine.ToyNetworkOptions}.
 */
package org.exeunt.testsupport.engine;
