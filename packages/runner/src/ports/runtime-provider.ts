import type { RuntimeIdentity } from '@fragility/engine';
import type { EngineChoice } from '@fragility/model';

/** What models of the engine run on. */
export interface RuntimeProvider {
  /**
   * Says what a choice of engine stands for here.
   *
   * @param threads of one call; default: as many as there are cores
   * @throws FragilityError `engine/missing`, `engine/threads`.
   */
  identify(choice: EngineChoice, threads?: number): Promise<RuntimeIdentity>;
}
