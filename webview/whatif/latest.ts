/**
 * One question at a time, and of those that come meanwhile only the newest: what a slider asks while it moves. Every answer is taken, so the picture
 * follows the hand; the one that is of the newest question is told apart.
 */
export class Latest<Question, Answer> {
  private next: { readonly question: Question } | undefined;
  private running = false;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly take: (answer: Answer, question: Question, newest: boolean) => void,
  ) {}

  get busy(): boolean {
    return this.running;
  }

  /** Asks now, or as soon as the question before is answered. `ask` must not reject. */
  put(question: Question): void {
    this.next = { question };
    if (!this.running) void this.run();
  }

  /** Forgets what waits; what is under way is still answered. */
  drop(): void {
    this.next = undefined;
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.next) {
      const { question } = this.next;
      this.next = undefined;
      const answer = await this.ask(question);
      this.running = this.next !== undefined;
      this.take(answer, question, !this.running);
    }
    this.running = false;
  }
}
