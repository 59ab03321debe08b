import { HubError } from '../kernel/errors.ts';

/** Requests in flight, shared by callers that ask the same at the same moment. */
export type Flights = {
  /**
   * Joins the flight of this key or starts one. A caller whose signal aborts leaves alone; the last one
   * to leave cancels the flight.
   *
   * @throws HubError TIMEOUT when the caller's own signal aborts
   */
  join(
    key: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<string>,
  ): Promise<string>;
};

type Flight = { result: Promise<string>; passengers: number; cancel: AbortController };

/** Creates the table of flights of one subgraph. */
export function createFlights(): Flights {
  const flights = new Map<string, Flight>();

  function board(key: string, start: (signal: AbortSignal) => Promise<string>): Flight {
    const known = flights.get(key);
    if (known) {
      known.passengers += 1;
      return known;
    }
    const cancel = new AbortController();
    const flight: Flight = { result: start(cancel.signal), passengers: 1, cancel };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.result.then(land, land);
    return flight;
  }

  function leave(key: string, flight: Flight): void {
    flight.passengers -= 1;
    if (flight.passengers > 0) return;
    if (flights.get(key) === flight) flights.delete(key);
    flight.cancel.abort();
  }

  return {
    join(key, signal, start) {
      if (signal.aborted) return Promise.reject(new HubError('TIMEOUT'));
      const flight = board(key, start);
      return new Promise((resolve, reject) => {
        function abort(): void {
          leave(key, flight);
          reject(new HubError('TIMEOUT'));
        }
        signal.addEventListener('abort', abort, { once: true });
        flight.result
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', abort));
      });
    },
  };
}
