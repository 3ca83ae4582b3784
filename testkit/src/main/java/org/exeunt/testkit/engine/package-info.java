/**
 * The toy engine: small early-exit networks of dense layers in pure Java, with exact gradients, behind the same contracts as any
 * other engine. A strategy that passes on it leans on nothing but those contracts.
 *
 * <p>{@link org.exeunt.testkit.engine.ToyEngine} designs a network from {@link org.exeunt.testkit.engine.ToyNetworkOptions}.
 */
package org.exeunt.testkit.engine;
