import { DEVELOPMENT_ACCOUNTS } from './accounts.ts';

/** What the page may do: show itself and post its form to this address. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** The page on which a developer says who to be. @param action where the choice is posted */
export function accountsPage(action: string): string {
  const buttons = DEVELOPMENT_ACCOUNTS.map(
    ({ subject, post, role }) =>
      `<li><button name="account" value="${subject}">${post} <small>${role}</small></button></li>`,
  ).join('\n');
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>开发用登录</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem; }
  ul { list-style: none; padding: 0; }
  button { font: inherit; width: 100%; text-align: left; padding: .4rem .8rem; margin: .15rem 0; cursor: pointer; }
  small { color: #666; float: right; }
</style>
<h1>开发用登录</h1>
<p>账号均为虚构，没有口令，仅限本机开发。令牌五分钟有效。</p>
<form method="post" action="${action}"><ul>
${buttons}
</ul></form>
</html>
`;
}
